// Package link is the station's end of the sync: the contract that every way
// to travel meets, and the loop that sends what waits and takes what comes.
//
// What an officer did is saved when it is in the journal here. Here it becomes
// sent, when the far side has it, and recorded at the hub, when a receipt
// signed by the hub says that its record has committed it. Only receipts are
// believed: all else is sent again. Nothing here is the truth of anything; a
// loop that dies at any point begins again from the store.
//
// It fails softly: a line that breaks is tried again after a pause that grows;
// refused credentials stop it with a word for the officer.
package link
