// Command postern is the inspector's workstation, and every verb of its screen
// as a command. This package is the wiring: flags, settings, files and the
// rooms put together; it decides nothing about items.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(newProgram().Run(context.Background(), os.Args[1:]))
}
