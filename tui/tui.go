// Package tui is the workstation's screen: Frame, the only tea.Model, with its
// screens, overlays and the queue of reads.
//
// The frame owns size, navigation, overlays, toasts and reads, and takes
// choices to the desk; each screen keeps its own room. Nothing here touches
// disk, network or clock but through the doors it is given, and those only in
// commands with a time limit. An error of a door is shown in its own words and
// leaves everything as it was.
package tui
