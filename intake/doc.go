// Package intake is the way in for message files: it watches the drop folder
// and takes each file once it is whole: claim, decode, receive, archive, or
// reject with the reason beside it.
//
// A claim is a rename into a private folder, so no two processes read one file
// and a crash loses nothing: what lies claimed is taken up again at the next
// start. Nothing is deleted before the receiver says that it lies in the
// archive. What cannot be read goes to the rejected folder with a .why file in
// plain words; what fails because of us (full disk, locked database) stays
// claimed and is tried again, ever more slowly.
//
// The package does not know what an item is worth, who may see it or how it is
// stored: Receiver does. Names and bytes of files are hostile; symbolic links
// are not followed, and devices and pipes are never opened.
package intake
