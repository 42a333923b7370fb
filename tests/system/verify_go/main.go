// SPDX-License-Identifier: EUPL-1.2

// Verifies an export of a ledger with the Go project's own code: the
// checkpoint's signature with golang.org/x/mod/sumdb/note, root, tiles and
// proofs with golang.org/x/mod/sumdb/tlog. It shares nothing with pickupbox.
//
//	verify_go EXPORT VKEY-FILE [--without-proofs]
//	verify_go EXPORT VKEY-FILE --former NOTE VKEY-FILE
//
// The inclusion of every entry, proved from the tiles, is more than `pickupbox
// ledger verify` does: --without-proofs leaves it out, to measure like with like.
//
// --former: a signed checkpoint of the ledger that this one goes on for, which
// must be within what its first entry admits.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, "verify_go: "+format+"\n", arguments...)
	os.Exit(1)
}

func read(parts ...string) []byte {
	bytes, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		fail("%v", err)
	}
	return bytes
}

// The path of a tile as C2SP tlog-tiles has it; Go's own has the height in front.
func tilePath(tile tlog.Tile) string {
	level := strconv.Itoa(tile.L)
	if tile.L == -1 {
		level = "entries"
	}
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tile.H))
	return "tile/" + level + path[strings.Index(path, "/"):]
}

// tlog.TileReader over the export's files.
type folder string

func (f folder) Height() int { return tileHeight }

func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		data = append(data, read(string(f), tilePath(tile)))
	}
	return data, nil
}

func openCheckpoint(file, vkey string) (string, tlog.Tree) {
	verifier, err := note.NewVerifier(strings.TrimSuffix(string(read(vkey)), "\n"))
	if err != nil {
		fail("vkey: %v", err)
	}
	opened, err := note.Open(read(file), note.VerifierList(verifier))
	if err != nil {
		fail("checkpoint: %v", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		fail("checkpoint: not three lines under %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		fail("checkpoint: %v", err)
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		fail("checkpoint: root is not a hash")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return verifier.Name(), tree
}

// A signed checkpoint of the former ledger must be within what the first entry of this one admits.
func checkFormer(first []byte, file, vkey string) {
	var continued struct {
		E, Origin, Root string
		Size            int64
	}
	origin, tree := openCheckpoint(file, vkey)
	if err := json.Unmarshal(first, &continued); err != nil || continued.E != "continued" || continued.Origin != origin {
		fail("it does not go on for %s: %s", origin, first)
	}
	if tree.N > continued.Size {
		fail("it goes on for %d entries, but %d were signed", continued.Size, tree.N)
	}
	if tree.N == continued.Size && hex.EncodeToString(tree.Hash[:]) != continued.Root {
		fail("the former ledger had other entries than it says")
	}
	fmt.Printf("goes on for %d entries, %d were signed; ", continued.Size, tree.N)
}

// The entries, from the bundles alone.
func readEntries(export string, size int64) [][]byte {
	var entries [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		bundle := read(export, tilePath(tlog.Tile{H: tileHeight, L: -1, N: n, W: int(width)}))
		for i := int64(0); i < width; i++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				fail("bundle %d: cut", n)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			entries = append(entries, bundle[2:end])
			bundle = bundle[end:]
		}
		if len(bundle) > 0 {
			fail("bundle %d: bytes left over", n)
		}
	}
	return entries
}

// The root as Go computes it from the entries, and the hashes on the way.
func computeTree(entries [][]byte) (tlog.HashReader, tlog.Hash) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	for n, entry := range entries {
		hashes, err := tlog.StoredHashes(int64(n), entry, reader)
		if err != nil {
			fail("entry %d: %v", n, err)
		}
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(int64(len(entries)), reader)
	if err != nil {
		fail("%v", err)
	}
	return reader, root
}

// Every tile that a tree of this size has must hold what Go computes for it.
func checkTiles(export string, size int64, reader tlog.HashReader) int {
	tiles := tlog.NewTiles(tileHeight, 0, size)
	kept := 0
	for _, tile := range tiles {
		// NewTiles also lists the partial tiles on the way; only the last of each place remains.
		last := size>>uint(tileHeight*tile.L) - tile.N*256
		if int64(tile.W) != last && tile.W != 256 {
			continue
		}
		expected, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			fail("%s: %v", tilePath(tile), err)
		}
		if string(expected) != string(read(export, tilePath(tile))) {
			fail("%s: differs", tilePath(tile))
		}
		kept++
	}
	return kept
}

// Inclusion of every entry, proved from the export's tiles.
func checkProofs(export string, tree tlog.Tree, entries [][]byte) {
	reader := tlog.TileHashReader(tree, folder(export))
	for n, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(n), reader)
		if err != nil {
			fail("entry %d: %v", n, err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, int64(n), tlog.RecordHash(entry)); err != nil {
			fail("entry %d: %v", n, err)
		}
	}
}

func main() {
	withProofs := len(os.Args) != 4 || os.Args[3] != "--without-proofs"
	withFormer := len(os.Args) == 6 && os.Args[3] == "--former"
	if len(os.Args) != 3 && withProofs && !withFormer {
		fail("usage: verify_go EXPORT VKEY-FILE [--without-proofs | --former NOTE VKEY-FILE]")
	}
	export := os.Args[1]
	_, tree := openCheckpoint(filepath.Join(export, "checkpoint"), os.Args[2])
	entries := readEntries(export, tree.N)
	if withFormer && len(entries) > 0 {
		checkFormer(entries[0], os.Args[4], os.Args[5])
	}
	reader, root := computeTree(entries)
	// RFC 6962 gives the empty tree the hash of nothing; sumdb/tlog gives it zeros.
	if tree.N > 0 && root != tree.Hash {
		fail("root of the entries is %v, the checkpoint says %v", root, tree.Hash)
	}
	if tree.N == 0 && tree.Hash.String() != "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" {
		fail("root of the empty tree is %v", tree.Hash)
	}
	tiles := checkTiles(export, tree.N, reader)
	if withProofs {
		checkProofs(export, tree, entries)
	}
	lines := string(read(export, "entries.jsonl"))
	for n, entry := range entries {
		if !strings.HasPrefix(lines, string(entry)+"\n") {
			fail("entries.jsonl: line %d differs", n+1)
		}
		lines = lines[len(entry)+1:]
	}
	if lines != "" {
		fail("entries.jsonl: lines left over")
	}
	fmt.Printf("%d entries, %d tiles\n", tree.N, tiles)
}
