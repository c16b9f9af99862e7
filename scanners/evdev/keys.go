package evdev

// Event is one event of an input device, as the kernel numbers them
// (linux/input-event-codes.h).
type Event struct {
	Type, Code uint16
	Value      int32
}

// The types, codes and values that are looked at.
const (
	typeSync = 0
	typeKey  = 1

	syncReport  = 0
	syncDropped = 3

	released = 0
	pressed  = 1

	leftCtrl, rightCtrl   = 29, 97
	leftShift, rightShift = 42, 54
	leftAlt, rightAlt     = 56, 100
	leftMeta, rightMeta   = 125, 126

	capsLock, numLock, scrollLock   = 58, 69, 70
	keypadEnter, keypadSlash, arrow = 96, 98, 108 // a line feed may arrive as an arrow down
)

// The characters of a US keyboard by key code, from 0 on; 0 is none.
const (
	plain = "\x00\x001234567890-=\x00\tqwertyuiop[]\r\x00asdfghjkl;'`\x00\\zxcvbnm,./\x00*\x00 " +
		lockRow + keypad
	shifted = "\x00\x00!@#$%^&*()_+\x00\tQWERTYUIOP{}\r\x00ASDFGHJKL:\"~\x00|ZXCVBNM<>?\x00*\x00 " +
		lockRow + keypad
	lockRow = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" // 58 to 70: locks and F keys
	keypad  = "789-456+1230."
)

// Keys turns key events into the characters that were typed on a US layout,
// which is what a scanner that is a keyboard types unless it is told another.
// The zero value has no key down.
type Keys struct {
	shift, ctrl, other side
	deaf               bool // until the kernel says that events are whole again
}

// side is a modifier that has a left and a right key.
type side struct{ left, right bool }

func (s side) down() bool { return s.left || s.right }

// Lost reports whether the event says that the kernel dropped others: what
// came of a read is then worth nothing.
func (e Event) Lost() bool { return e.Type == typeSync && e.Code == syncDropped }

// Press takes an event and gives the character it typed. A key without one,
// which no label holds, gives NUL.
func (k *Keys) Press(e Event) (byte, bool) {
	switch {
	case e.Lost():
		*k = Keys{deaf: true}
		return 0, false
	case k.deaf:
		k.deaf = e.Type != typeSync || e.Code != syncReport
		return 0, false
	case e.Type != typeKey, k.modifier(e), e.Value != pressed:
		return 0, false
	}
	return k.char(e.Code), true
}

// modifier takes the keys that type nothing by themselves.
func (k *Keys) modifier(e Event) bool {
	down := e.Value != released
	switch e.Code {
	case leftShift:
		k.shift.left = down
	case rightShift:
		k.shift.right = down
	case leftCtrl:
		k.ctrl.left = down
	case rightCtrl:
		k.ctrl.right = down
	case leftAlt, leftMeta:
		k.other.left = down
	case rightAlt, rightMeta:
		k.other.right = down
	case capsLock, numLock, scrollLock: // case is no matter in identifiers, and a scanner's keypad types digits
	default:
		return false
	}
	return true
}

func (k *Keys) char(code uint16) byte {
	c := k.typed(code)
	switch {
	case k.other.down():
		return 0
	case k.ctrl.down() && (c >= '@' && c <= '_' || c >= 'a' && c <= 'z'):
		return c & 0x1f // ctrl+] is GS, ctrl+b is STX
	case k.ctrl.down():
		return 0
	}
	return c
}

func (k *Keys) typed(code uint16) byte {
	switch {
	case code == keypadEnter:
		return '\r'
	case code == keypadSlash:
		return '/'
	case code == arrow:
		return '\n'
	case int(code) >= len(plain):
		return 0
	case k.shift.down():
		return shifted[code]
	}
	return plain[code]
}
