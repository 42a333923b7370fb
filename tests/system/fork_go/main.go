// SPDX-License-Identifier: EUPL-1.2

// Checks the evidence that a pickupbox witness keeps when a log has signed two
// trees, with the Go project's own code (golang.org/x/mod/sumdb/note and tlog)
// and the log's key alone. It shares nothing with pickupbox.
//
//	fork_go FILE VKEY             exit status 0: the log has signed two trees
package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, "fork_go: "+format+"\n", arguments...)
	os.Exit(1)
}

func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}

// The next line of the file; false at its end.
func takeLine(file *[]byte) (string, bool) {
	end := bytes.IndexByte(*file, '\n')
	if end < 0 {
		return "", false
	}
	line := string((*file)[:end])
	*file = (*file)[end+1:]
	return line, true
}

func takeNote(file *[]byte, word string) []byte {
	line, _ := takeLine(file)
	size, err := strconv.Atoi(strings.TrimPrefix(line, word+" "))
	must(err)
	if size > len(*file) {
		fail("%s is cut", word)
	}
	signed := (*file)[:size]
	*file = (*file)[size:]
	return signed
}

func open(signed []byte, verifier note.Verifier) (string, tlog.Tree) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return lines[0], tlog.Tree{N: size, Hash: root}
}

func main() {
	if len(os.Args) != 3 {
		fail("usage: FILE VKEY")
	}
	file, err := os.ReadFile(os.Args[1])
	must(err)
	verifier, err := note.NewVerifier(strings.TrimSpace(os.Args[2]))
	must(err)
	if line, _ := takeLine(&file); line != "pickupbox fork 1" {
		fail("not the evidence of a witness")
	}
	firstOrigin, first := open(takeNote(&file, "first"), verifier)
	secondOrigin, second := open(takeNote(&file, "second"), verifier)
	if firstOrigin != secondOrigin {
		fail("two logs")
	}
	if first.N == second.N {
		if first.Hash == second.Hash {
			fail("one tree")
		}
		fmt.Printf("%s signed two trees of %d entries\n", firstOrigin, first.N)
		return
	}
	line, _ := takeLine(&file)
	began, err := tlog.ParseHash(strings.TrimPrefix(line, "began "))
	must(err)
	var proof tlog.TreeProof
	for {
		line, more := takeLine(&file)
		if !more {
			break
		}
		hash, err := tlog.ParseHash(line)
		must(err)
		proof = append(proof, hash)
	}
	must(tlog.CheckTree(proof, second.N, second.Hash, first.N, began))
	if began == first.Hash {
		fail("the second tree continues the first")
	}
	fmt.Printf("%s signed a tree of %d entries, and one of %d that does not continue it\n", firstOrigin, first.N, second.N)
}
