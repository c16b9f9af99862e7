package tui

import (
	"fmt"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"postern/parcel"
	"postern/tui/capture"
	"postern/tui/choice"
	"postern/tui/enter"
	"postern/tui/exhibits"
	"postern/tui/field"
	"postern/tui/force"
	"postern/tui/holds"
	"postern/tui/inspect"
	"postern/tui/keys"
	"postern/tui/link"
	"postern/tui/look"
	"postern/tui/messages"
	"postern/tui/overlay"
	"postern/tui/queue"
	"postern/tui/receptacle"
	"postern/tui/scan"
	"postern/tui/scanner"
	"postern/tui/shift"
	"postern/tui/signin"
	"postern/tui/task"
	"postern/tui/walk"
)

// Screen is one page of the frame.
type Screen interface {
	Update(msg tea.Msg) tea.Cmd
	View(w, h int) string // exactly h rows of w cells
	Keys() []key.Binding
	Say() []look.Line // the same state in words
	hand
}

// hand is what the frame asks a screen when a key or a read comes.
type hand interface {
	Typing() *field.Field  // the field that has the keys, or nil
	Back() (bool, tea.Cmd) // one level up within; false where it is at the top
	Busy() bool            // an item in hand wants something: reads must wait
	Leave()                // nobody is signed in any more: forget everything
}

// page names a screen.
type page string

const (
	pageSignin  page = "sign_in"
	pageScan    page = "scan"
	pageQueue   page = "queue"
	pageInspect page = "inspect"
	pageShift   page = "shift"
	pageEnter   page = "form"
	pageLink    page = "link"

	pageReceptacle page = "receptacle"
	pageHolds      page = "holds"
	pageMessages   page = "messages"
	pageWalk       page = "walk"
	pageForce      page = "force"
	pageScanner    page = "scanner"
	pageExhibits   page = "exhibits"
)

// Frame is the whole screen.
type Frame struct {
	opt    Options
	look   *look.Look
	w, h   int
	who    parcel.Who
	status Status
	path   []page // from the top screen to the one in sight

	signin  *signin.Screen
	scan    *scan.Screen
	queue   *queue.Screen
	inspect *inspect.Screen
	shift   *shift.Screen
	enter   *enter.Screen
	link    *link.Screen

	receptacle *receptacle.Screen
	holds      *holds.Screen
	messages   *messages.Screen
	walk       *walk.Screen
	force      *force.Screen
	scanner    *scanner.Screen
	exhibits   *exhibits.Screen

	pages map[page]Screen
	order []page

	keymap  *keys.Map
	keys    *capture.Keys
	reads   capture.Reads
	armed   bool      // a timer for held keys is running
	touched time.Time // the last key
	deaf    bool      // since a read, until the keys are quiet
	heard   time.Time // the last key while deaf
	entered time.Time // the last Enter
	flash   flash
	mute    bool // it was said that no sound is made
	rung    task.Slot[struct{}]

	help    overlay.Help
	palette overlay.Palette
	dialog  overlay.Dialog
	toast   overlay.Toast
	lock    overlay.Lock

	pending pending // what a signature is asked for
	last    last    // what may be undone
	decided task.Slot[choice.Recorded]
	asked   choice.Choice // what decided will answer
	undone  task.Slot[choice.Recorded]
	second  task.Slot[parcel.Officer]
	unlock  task.Slot[parcel.Officer]

	dirty  bool
	steady bool // the picture stays as it is: a verdict is about to come
	view   tea.View
	broken *Broken
}

// New makes the frame. It fails where a door is missing, or theme or glyphs
// have a name that does not exist.
func New(opt Options) (*Frame, error) {
	l, err := opt.complete()
	if err != nil {
		return nil, fmt.Errorf("screen: %w", err)
	}
	f := &Frame{opt: opt, look: l, w: 80, h: 24, dirty: true, keys: capture.New(opt.Gap, opt.Prefix), path: []page{pageSignin}}
	f.screens(opt)
	if f.keymap, err = keys.New(f.Bindings(), opt.Keys); err != nil {
		return nil, err
	}
	return f, nil
}

// screens makes the screens: a new one needs a page, a field and a line here,
// and in routes.go the way to it.
func (f *Frame) screens(opt Options) {
	l := f.look
	f.pages = map[page]Screen{}
	f.signin = add(f, pageSignin, signin.New(signin.Options{Look: l, Limit: opt.Limit, Roster: opt.Roster, Station: opt.Station, Office: opt.Office}))
	f.scan = add(f, pageScan, scan.New(scan.Options{Look: l, Limit: opt.Limit, Now: opt.Now, After: opt.After, Desk: opt.Desk, Book: opt.Book}))
	f.queue = add(f, pageQueue, queue.New(queue.Options{Look: l, Limit: opt.Limit, Now: opt.Now, Book: opt.Book}))
	f.inspect = add(f, pageInspect, inspect.New(inspect.Options{Look: l, Limit: opt.Limit, Desk: opt.Desk, Book: opt.Book}))
	f.shift = add(f, pageShift, shift.New(shift.Options{Look: l, Limit: opt.Limit, Now: opt.Now, Book: opt.Shifts}))
	f.enter = add(f, pageEnter, enter.New(enter.Options{Look: l, Limit: opt.Limit, Desk: opt.Desk, Currency: opt.Currency}))
	f.link = add(f, pageLink, link.New(link.Options{Look: l, Limit: opt.Limit, Now: opt.Now, Book: opt.Book}))
	f.receptacle = add(f, pageReceptacle, receptacle.New(receptacle.Options{Look: l, Limit: opt.Limit, Now: opt.Now, Book: opt.Book}))
	f.holds = add(f, pageHolds, holds.New(holds.Options{Look: l, Limit: opt.Limit, Now: opt.Now, Book: opt.Book, Desk: opt.Desk}))
	f.messages = add(f, pageMessages, messages.New(messages.Options{Look: l, Limit: opt.Limit, Book: opt.Book}))
	f.walk = add(f, pageWalk, walk.New(walk.Options{Look: l, Limit: opt.Limit, Now: opt.Now, Book: opt.Book}))
	f.force = add(f, pageForce, force.New(force.Options{Look: l, Limit: opt.Limit, Now: opt.Now, Book: opt.Book}))
	f.scanner = add(f, pageScanner, scanner.New(scanner.Options{Look: l, Limit: opt.Limit, Now: opt.Now, After: opt.After, Settings: opt.Teach}))
	f.exhibits = add(f, pageExhibits, exhibits.New(exhibits.Options{Look: l, Limit: opt.Limit, Now: opt.Now, Book: opt.Book, Desk: opt.Desk}))
}

// add gives a screen its page; every answer comes to all of them in this order.
func add[S Screen](f *Frame, p page, screen S) S {
	f.order = append(f.order, p)
	f.pages[p] = screen
	return screen
}

// minute comes when the clock in the header changes.
type minute struct{}

// Init asks for what the first screen shows; the first frame is drawn before
// any answer.
func (f *Frame) Init() tea.Cmd {
	f.touched = f.opt.Now()
	cmds := []tea.Cmd{f.tick()}
	if f.opt.Remote {
		cmds = append(cmds, tea.Raw(ansi.RequestModeSynchronizedOutput+ansi.RequestModeUnicodeCore))
	}
	if f.opt.Officer != nil {
		return tea.Batch(append(cmds, f.welcome(*f.opt.Officer))...)
	}
	if f.opt.Name != "" {
		name, pin := f.opt.Name, f.opt.PIN
		f.opt.PIN = ""
		return tea.Batch(append(cmds, f.signin.Enter(name, pin))...)
	}
	return tea.Batch(append(cmds, f.signin.Begin())...)
}

func (f *Frame) tick() tea.Cmd {
	now := f.opt.Now()
	return f.opt.After(now.Truncate(time.Minute).Add(time.Minute).Sub(now), minute{})
}

// Update takes every message: keys and reads first, then what screens report
// and what doors answer. Whatever it was, the next read may come after it.
func (f *Frame) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if f.broken != nil {
		return f, tea.Quit
	}
	return f, f.update(msg)
}

func (f *Frame) update(msg tea.Msg) (cmd tea.Cmd) {
	defer f.rescue(&cmd)
	_, pressed := msg.(tea.KeyPressMsg)
	f.steady = f.steady && pressed
	cmd = f.take(msg)
	if next := f.pump(); next != nil {
		cmd = tea.Batch(cmd, next)
	}
	f.compose() // here and not in View, so that what breaks there ends in order too
	return cmd
}

func (f *Frame) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return f.press(msg)
	case quiet:
		return f.quieten()
	}
	f.dirty = true
	if cmd, ok := f.sensed(msg); ok {
		return cmd
	}
	if cmd, ok := f.route(msg); ok {
		return cmd
	}
	return tea.Batch(f.answered(msg), f.tell(msg))
}

// sensed takes what terminal, clock and program send.
func (f *Frame) sensed(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		f.w, f.h = max(msg.Width, 1), max(msg.Height, 1)
		return f.tell(msg), true
	case tea.PasteMsg:
		return f.pasted(msg.Content), true
	case tea.MouseWheelMsg:
		return f.wheel(msg), true
	case tea.MouseClickMsg:
		return f.click(msg), true
	case minute:
		return tea.Batch(f.tick(), f.idle()), true
	case expire, dark:
		f.fade(msg)
	case Settings:
		return f.settle(msg), true
	case Status:
		f.status = msg
	case Read:
		return f.push(msg.Scan), true
	case task.Refresh:
		return f.refresh(msg), true
	default:
		return nil, false
	}
	return nil, true
}

// refresh has the screen in sight read its data anew, and the walk list, which
// is watched from every screen.
func (f *Frame) refresh(msg task.Refresh) tea.Cmd {
	cmd := f.active().Update(msg)
	if f.signed() && f.at() != pageWalk {
		cmd = tea.Batch(cmd, f.walk.Watch())
	}
	return cmd
}

// tell gives a message to every screen: answers go where they were asked for.
func (f *Frame) tell(msg tea.Msg) tea.Cmd {
	cmds := make([]tea.Cmd, 0, len(f.pages))
	for _, p := range f.order {
		cmds = append(cmds, f.pages[p].Update(msg))
	}
	return tea.Batch(cmds...)
}

func (f *Frame) at() page       { return f.path[len(f.path)-1] }
func (f *Frame) active() Screen { return f.pages[f.at()] }
func (f *Frame) signed() bool   { return f.who.Officer.ID != "" }

// covered reports whether something lies over the screen and takes its keys.
func (f *Frame) covered() bool {
	return f.lock.Shown() || f.dialog.Shown() || f.palette.Shown() || f.help.Shown()
}

// show goes to a screen one level down; top screens begin a new path.
func (f *Frame) show(p page) {
	for i, other := range f.path {
		if other == p {
			f.path = f.path[:i+1]
			return
		}
	}
	f.path = append(f.path, p)
}

// up leaves the screen in sight; false on a top screen.
func (f *Frame) up() bool {
	if len(f.path) < 2 {
		return false
	}
	f.path = f.path[:len(f.path)-1]
	return true
}

// welcome begins the work of an officer who signed in.
func (f *Frame) welcome(o parcel.Officer) tea.Cmd {
	f.who = parcel.Who{Officer: o}
	f.path = []page{pageScan}
	return tea.Batch(f.scan.Begin(o.Role), f.walk.Watch())
}

// leave signs the officer out and forgets every item.
func (f *Frame) leave() tea.Cmd {
	for _, s := range f.pages {
		s.Leave()
	}
	f.who, f.last, f.path = parcel.Who{}, last{}, []page{pageSignin}
	f.reads.Clear()
	f.toast, f.pending = overlay.Toast{}, pending{}
	f.lock.Close()
	return f.signin.Begin()
}
