package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"postern/archive"
	"postern/journal"
	"postern/parcel"
	"postern/risk"
)

// packAnswer is what every pack command answers.
type packAnswer struct {
	Pack     string         `json:"pack"`
	Agency   parcel.Agency  `json:"agency"`
	Version  string         `json:"version"`
	Rules    int            `json:"rules"`
	Examples int            `json:"examples"`
	OK       bool           `json:"ok"`
	Problems []risk.Problem `json:"problems"`
	Seq      uint64         `json:"seq,omitempty"`
	Event    string         `json:"event,omitempty"`
}

func packOf(p *risk.Pack, problems []risk.Problem) packAnswer {
	a := packAnswer{OK: len(problems) == 0, Problems: notNil(problems)}
	if p != nil {
		a.Pack, a.Agency, a.Version, a.Rules, a.Examples = p.ID, p.Agency, p.Version, len(p.Rules), p.Examples()
	}
	return a
}

func (r *run) pack(a packAnswer, word string) error {
	return r.give(a, func(p *page) {
		p.say("%s@%s, %s: %d rules, %d examples: %s\n", cell(a.Pack, 40), cell(a.Version, 20), a.Agency, a.Rules, a.Examples, word)
		for _, x := range a.Problems {
			p.say("  %s\n", cell(x.String(), 300))
		}
	})
}

func (r *run) packCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "pack", Short: "Rule packs: check, sign, adopt, list, try on the past", Args: cobra.NoArgs, RunE: needSubcommand}
	check := &cobra.Command{
		Use: "check FILE", Short: "Check a pack: form, types, costs and its own examples", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			p, _, problems, err := r.checkPack(args[0])
			if err != nil {
				return err
			}
			if len(problems) > 0 {
				return errors.Join(r.pack(packOf(p, problems), "not fit to be adopted"), silent(exitBadInput))
			}
			return r.pack(packOf(p, nil), "all examples hold")
		},
	}
	sign := &cobra.Command{
		Use: "sign FILE", Short: "Sign a checked pack with this station's pack key, as FILE.sig", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.acting(cmd.Context(), func(_ context.Context, s *station, who parcel.Who) error { return r.signPack(s, who, args[0]) })
		},
	}
	adopt := &cobra.Command{
		Use: "adopt FILE", Short: "Put a signed pack in force (its signature is FILE.sig)", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error { return r.adoptPack(ctx, s, who, args[0]) })
		},
	}
	listing := &cobra.Command{
		Use: "list", Short: "List the packs in force", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.with(cmd.Context(), r.listPacks) },
	}
	cmd.AddCommand(check, sign, adopt, listing, r.backtestCommand())
	return cmd
}

func (r *run) checkPack(path string) (*risk.Pack, []byte, []risk.Problem, error) {
	const most = 8 << 20
	st, err := os.Stat(path)
	if err != nil {
		return nil, nil, nil, err
	}
	if st.Size() > most {
		return nil, nil, nil, coded{fmt.Errorf("%s has %d bytes; a pack has at most %d", path, st.Size(), most), exitBadInput}
	}
	data, err := os.ReadFile(path) //nolint:gosec // named by the user
	if err != nil {
		return nil, nil, nil, err
	}
	p, problems := risk.ParsePack(path, data)
	if p != nil && len(problems) == 0 {
		problems = p.Check(r.now())
	}
	return p, data, problems, nil
}

func (r *run) signPack(s *station, who parcel.Who, path string) error {
	if who.Officer.Role != parcel.Supervisor {
		return coded{errors.New("only a supervisor signs packs"), exitRefused}
	}
	p, data, problems, err := r.checkPack(path)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return errors.Join(r.pack(packOf(p, problems), "not signed"), silent(exitRefused))
	}
	sig, err := risk.SignPack(data, s.keys.packs)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".sig", sig, 0o644); err != nil { //nolint:gosec // a signature is public
		return err
	}
	return r.pack(packOf(p, nil), "signed by "+s.keys.packs.Name()+" in "+path+".sig")
}

func (r *run) adoptPack(ctx context.Context, s *station, who parcel.Who, path string) error {
	if who.Officer.Role != parcel.Supervisor {
		return coded{errors.New("only a supervisor adopts packs"), exitRefused}
	}
	p, data, problems, err := r.checkPack(path)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return errors.Join(r.pack(packOf(p, problems), "not adopted; the pack in force stays"), silent(exitRefused))
	}
	signer, sig, err := s.packSigner(path, data)
	if err != nil {
		return coded{err, exitRefused}
	}
	if err := s.mayAdopt(ctx, p); err != nil {
		return err
	}
	if err := errors.Join(s.takePack(ctx, p, data, sig, signer, who.IDs()), s.reload(ctx)); err != nil {
		return err
	}
	if err := s.catchUp(ctx); err != nil {
		return err
	}
	return r.pack(packOf(p, nil), "in force, signed by "+signer)
}

func (s *station) packSigner(path string, data []byte) (signer string, sig []byte, err error) {
	sig, err = os.ReadFile(path + ".sig") //nolint:gosec // named by the user
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil, fmt.Errorf("%s is not signed: %s.sig is missing; sign it with 'postern pack sign'", path, path)
	}
	if err != nil {
		return "", nil, err
	}
	trusted, err := verifiers(s.keys.trust)
	if err != nil {
		return "", nil, err
	}
	signer, err = risk.VerifyPack(data, sig, trusted)
	if err != nil {
		err = fmt.Errorf("%s: %w; a signer's key goes into %s", path, err, s.path("keys", "trusted"))
	}
	return signer, sig, err
}

// mayAdopt holds a pack against the version of itself in force, as the journal
// names it: its file may be what has to be mended.
func (s *station) mayAdopt(ctx context.Context, p *risk.Pack) error {
	adopted, err := s.adopted(ctx)
	if err != nil {
		return err
	}
	var old *risk.Pack
	for _, a := range adopted {
		if a.ID == p.ID {
			old = &risk.Pack{ID: a.ID, Version: a.Version, Digest: a.Digest}
		}
	}
	if err := risk.CheckAdoption(p, old, s.now()); err != nil {
		return coded{err, exitRefused}
	}
	return nil
}

// takePack keeps the file, then records that it is in force.
func (s *station) takePack(ctx context.Context, p *risk.Pack, data, sig []byte, signer string, by []parcel.OfficerID) error {
	path := s.packFile(p.ID, p.Version)
	if err := errors.Join(writeFile(path, data), writeFile(path+".sig", sig)); err != nil {
		return err
	}
	until, err := time.Parse(time.DateOnly, string(p.ValidUntil))
	if err != nil {
		return err
	}
	_, err = s.desk.Adopt(ctx, by, journal.PackAdopted{
		ID: p.ID, Agency: p.Agency, Version: p.Version, Digest: p.Digest, Signer: signer, ValidUntil: until,
	})
	return err
}

func (s *station) reload(ctx context.Context) error {
	engine, err := s.loadEngine(ctx)
	if err == nil {
		s.engine.set(engine)
	}
	return err
}

// writeFile writes a private file durably, whole or not at all.
func writeFile(path string, data []byte) error { return archive.WriteFile(path, data) }

func (r *run) listPacks(ctx context.Context, s *station) error {
	adopted, err := s.adopted(ctx)
	if err != nil {
		return err
	}
	rows := make([]packAnswer, len(adopted))
	for i, a := range adopted {
		p, err := s.readPack(a)
		rows[i] = packOf(p, nil)
		if err != nil {
			rows[i] = packAnswer{Pack: a.ID, Agency: a.Agency, Version: a.Version, Problems: []risk.Problem{{Text: err.Error()}}}
		}
	}
	return list(r.answers, rows, "PACK\tVERSION\tAGENCY\tRULES\tEXAMPLES\tSTATE", func(a packAnswer) string {
		state := "in force"
		if !a.OK {
			state = "not at work: " + a.Problems[0].Text
		}
		return fmt.Sprintf("%s\t%s\t%s\t%d\t%d\t%s", cell(a.Pack, 40), a.Version, a.Agency, a.Rules, a.Examples, cell(state, 120))
	})
}
