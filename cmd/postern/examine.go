package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"postern/parcel"
)

func (r *run) examineCommand() *cobra.Command {
	var confirm, refute, answers []string
	cmd := &cobra.Command{
		Use:   "examine ID [--confirm FIELD]... [--refute FIELD=FOUND]... [--answer QUESTION=ANSWER]...",
		Short: "Say which declared fields are true of the item, and answer what agencies ask", Args: cobra.ExactArgs(1),
		Long: "Say which declared fields are true of the item at the bench, and what was found where they are not.\n" +
			"Fields: " + tokens(parcel.CheckedFields()) + "; FIELD:N is that of the N-th content.\n" +
			"A QUESTION is a task as the scan gave it; its ANSWER is yes, no or words, as the number of a sample bag.",
		Example: "postern examine RR473124829GB --confirm description --refute gross='1.9 kg' --refute quantity:2=40",
		RunE: func(cmd *cobra.Command, args []string) error {
			checked, err := checkedOf(confirm, refute)
			if err != nil {
				return err
			}
			replies, err := repliesOf(answers)
			if err != nil {
				return err
			}
			return r.acting(cmd.Context(), func(ctx context.Context, s *station, who parcel.Who) error {
				d, err := s.desk.Examine(ctx, who, itemID(args[0]), parcel.Seen{Checked: checked, Replies: replies})
				if err != nil {
					return err
				}
				return r.done(ctx, s, d)
			})
		},
	}
	cmd.Flags().StringArrayVar(&confirm, "confirm", nil, "a declared field that is true")
	cmd.Flags().StringArrayVar(&refute, "refute", nil, "FIELD=FOUND: one that is not, and what it is instead")
	cmd.Flags().StringArrayVar(&answers, "answer", nil, "QUESTION=ANSWER: yes, no, or the answer in words")
	return cmd
}

func repliesOf(answers []string) ([]parcel.Reply, error) {
	var all []parcel.Reply
	for _, a := range answers {
		at := strings.LastIndexByte(a, '=')
		if at < 1 || at == len(a)-1 {
			return nil, usage(parcel.Excerpt(a) + ": an answer is QUESTION=ANSWER")
		}
		r := parcel.Reply{Question: a[:at]}
		switch word := a[at+1:]; word {
		case "yes":
			r.Yes = true
		case "no":
		default:
			r.Text = word
		}
		all = append(all, r)
	}
	return all, nil
}

func checkedOf(confirm, refute []string) ([]parcel.Checked, error) {
	var all []parcel.Checked
	for _, text := range confirm {
		c, err := checkedField(text)
		if err != nil {
			return nil, usage("--confirm " + err.Error())
		}
		c.True = true
		all = append(all, c)
	}
	for _, text := range refute {
		field, found, ok := strings.Cut(text, "=")
		c, err := checkedField(field)
		if err != nil {
			return nil, usage("--refute " + err.Error())
		}
		if c.Found = strings.TrimSpace(found); !ok || c.Found == "" {
			return nil, usage("--refute " + parcel.Excerpt(text) + ": give FIELD=FOUND, what it is instead")
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, usage("nothing to record: give --confirm FIELD or --refute FIELD=FOUND")
	}
	return all, nil
}

func checkedField(text string) (parcel.Checked, error) {
	name, line, numbered := strings.Cut(text, ":")
	c := parcel.Checked{Field: parcel.CheckedField(name)}
	if !c.Field.Known() {
		return c, usage(parcel.Excerpt(name) + ": no field to check; use one of " + tokens(parcel.CheckedFields()))
	}
	if numbered {
		n, err := strconv.Atoi(line)
		if err != nil || n < 1 {
			return c, usage(parcel.Excerpt(text) + ": after the colon stands the number of a content, from 1")
		}
		c.Line = n
	}
	return c, nil
}
