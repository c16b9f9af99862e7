// Command postern-hub is the far end of the sync: it records what stations hand
// in and passes on what others should know. This package is the wiring: flags,
// keys, the folder, and the rooms of sync put together.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(newProgram().Run(context.Background(), os.Args[1:]))
}
