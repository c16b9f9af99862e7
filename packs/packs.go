// Package packs holds the rule packs Postern ships, one YAML file for each
// agency, as data. Each rule carries the examples it must hit and miss.
//
// They are a start for an agency to make its own, in wording of ours after
// public law, guidance and practice; only table rows marked checked are law.
// What the rules mean is risk's business; nothing here can fail.
package packs

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var files embed.FS

// Files is a file system of the packs, one AGENCY.yaml each.
func Files() fs.FS { return files }
