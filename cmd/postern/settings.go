package main

import (
	"encoding/json"

	"github.com/goccy/go-yaml"
	"github.com/invopop/jsonschema"
	"github.com/spf13/cobra"
)

func (r *run) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "config", Short: "Show the settings in force", Args: cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			dir, err := r.folder()
			if err != nil {
				return err
			}
			c, err := r.settings(dir)
			if err != nil {
				return err
			}
			text, err := yaml.Marshal(c)
			if err != nil {
				return err
			}
			return r.give(c, func(p *page) { p.say("%s", text) })
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use: "schema", Short: "The JSON Schema of the settings", Args: cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			reflector := jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, DoNotReference: true}
			schema := reflector.Reflect(config{})
			schema.Title = "Settings of a Postern station"
			schema.ID = ""
			text, err := json.MarshalIndent(schema, "", "  ")
			if err != nil {
				return err
			}
			_, err = r.out.Write(append(text, '\n'))
			return err
		},
	})
	return cmd
}
