// Package tui is the workstation's screen: Frame, the only tea.Model, with its
// screens, overlays and the queue of reads.
package tui
