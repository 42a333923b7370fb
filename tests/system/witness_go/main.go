// SPDX-License-Identifier: EUPL-1.2

// A log, made with the Go project's own code (golang.org/x/mod/sumdb/note and
// tlog), that has its checkpoints countersigned by a C2SP tlog-witness, and
// checks each answer as a client of that log would. It shares nothing with
// pickupbox.
//
//	witness_go keys NAME          two lines: the log's signing key, its verifier key
//	witness_go log URL SKEY WITNESS-VKEY
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, "witness_go: "+format+"\n", arguments...)
	os.Exit(1)
}

func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}

// A note.Verifier for C2SP tlog-cosignature, Ed25519.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
	time uint64 // of what was verified last
}

func newCosigner(vkey string) *cosigner {
	parts := strings.SplitN(strings.TrimSpace(vkey), "+", 3)
	if len(parts) != 3 {
		fail("not a verifier key: %s", vkey)
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	if len(key) != 33 || key[0] != 4 {
		fail("not the key of a witness: %s", vkey)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:4])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		fail("the key id of %s is not %08x", vkey, hash)
	}
	return &cosigner{name: parts[0], hash: hash, key: key[1:]}
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+64 {
		return false
	}
	c.time = binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", c.time, text)
	return ed25519.Verify(c.key, []byte(message), signature[8:])
}

// The log: tlog's stored hashes, in memory.
type log struct {
	hashes []tlog.Hash
	size   int64
	signer note.Signer
}

func (l *log) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var read []tlog.Hash
	for _, index := range indexes {
		read = append(read, l.hashes[index])
	}
	return read, nil
}

func (l *log) grow(size int64) {
	for ; l.size < size; l.size++ {
		more, err := tlog.StoredHashes(l.size, []byte(fmt.Sprintf("record %d", l.size)), l)
		must(err)
		l.hashes = append(l.hashes, more...)
	}
}

func (l *log) checkpoint() []byte {
	root, err := tlog.TreeHash(l.size, l)
	must(err)
	signed, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", l.signer.Name(), l.size, root)}, l.signer)
	must(err)
	return signed
}

func (l *log) request(old int64) ([]byte, []byte) {
	var body bytes.Buffer
	fmt.Fprintf(&body, "old %d\n", old)
	if old > 0 {
		proof, err := tlog.ProveTree(l.size, old, l)
		must(err)
		for _, hash := range proof {
			fmt.Fprintf(&body, "%s\n", hash)
		}
	}
	checkpoint := l.checkpoint()
	body.WriteString("\n")
	body.Write(checkpoint)
	return body.Bytes(), checkpoint
}

func post(url string, body []byte) (int, string, []byte) {
	response, err := http.Post(url, "text/plain", bytes.NewReader(body))
	must(err)
	defer response.Body.Close()
	told, err := io.ReadAll(response.Body)
	must(err)
	return response.StatusCode, response.Header.Get("Content-Type"), told
}

func countersigned(l *log, url string, old int64, witness *cosigner) {
	body, checkpoint := l.request(old)
	status, _, told := post(url, body)
	if status != 200 {
		fail("from %d to %d: %d %s", old, l.size, status, told)
	}
	opened, err := note.Open(append(checkpoint, told...), note.VerifierList(witness))
	must(err)
	if len(opened.Sigs) != 1 || len(opened.UnverifiedSigs) != 1 {
		fail("from %d to %d: not one countersignature", old, l.size)
	}
	if age := time.Now().Unix() - int64(witness.time); age < -60 || age > 600 {
		fail("from %d to %d: countersigned %d seconds ago", old, l.size, age)
	}
}

func refused(l *log, url string, old int64, want int) {
	body, _ := l.request(old)
	if status, kind, told := post(url, body); status != want || (want == 409 && kind != "text/x.tlog.size") {
		fail("from %d to %d: %d %s %s", old, l.size, status, kind, told)
	}
}

func runLog(url, skey, vkey string) {
	signer, err := note.NewSigner(skey)
	must(err)
	l, witness := &log{signer: signer}, newCosigner(vkey)
	old := int64(0)
	for _, size := range []int64{1, 2, 3, 7, 8, 9, 100, 255, 256, 257, 1000, 65536, 70000} {
		l.grow(size)
		if old > 0 {
			refused(l, url, old-1, 409)
		}
		countersigned(l, url, old, witness)
		countersigned(l, url, size, witness)
		old = size
	}
	forked := &log{signer: signer}
	forked.hashes, err = tlog.StoredHashes(0, []byte("another record"), forked)
	must(err)
	forked.size = 1
	forked.grow(old + 1)
	refused(forked, url, old, 422)
	fmt.Printf("%d records, each step countersigned by %s\n", old, witness.name)
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "keys" {
		skey, vkey, err := note.GenerateKey(rand.Reader, os.Args[2])
		must(err)
		fmt.Printf("%s\n%s\n", skey, vkey)
		return
	}
	if len(os.Args) != 5 || os.Args[1] != "log" {
		fail("usage: keys NAME, or log URL SKEY WITNESS-VKEY")
	}
	runLog(os.Args[2], os.Args[3], os.Args[4])
}
