// SPDX-License-Identifier: EUPL-1.2

// A witness of C2SP tlog-witness, made with the Go project's own code
// (golang.org/x/mod/sumdb/note and tlog), that our logs are submitted to. It
// shares nothing with pickupbox.
//
//	submit_go NAME LOG-VKEY       serves on a port of its own; prints its URL and its verifier key, a line each
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
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, "submit_go: "+format+"\n", arguments...)
	os.Exit(1)
}

func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}

type witness struct {
	mutex  sync.Mutex
	name   string
	key    ed25519.PrivateKey
	log    note.Verifier
	newest tlog.Tree
}

func (w *witness) keyID() []byte {
	sum := sha256.Sum256(append([]byte(w.name+"\n\x04"), w.key.Public().(ed25519.PublicKey)...))
	return sum[:4]
}

func (w *witness) vkey() string {
	return fmt.Sprintf("%s+%x+%s", w.name, w.keyID(), base64.StdEncoding.EncodeToString(append([]byte{4}, w.key.Public().(ed25519.PublicKey)...)))
}

func (w *witness) line(text string) string {
	now := uint64(time.Now().Unix())
	signature := ed25519.Sign(w.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", now, text)))
	blob := binary.BigEndian.AppendUint64(w.keyID(), now)
	return fmt.Sprintf("— %s %s\n", w.name, base64.StdEncoding.EncodeToString(append(blob, signature...)))
}

// The status and the body of the answer.
func (w *witness) judge(body []byte) (int, string) {
	head, signed, found := bytes.Cut(body, []byte("\n\n"))
	if !found {
		return 400, "no empty line\n"
	}
	lines := strings.Split(string(head), "\n")
	old, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "old "), 10, 64)
	if err != nil {
		return 400, "no old size\n"
	}
	opened, err := note.Open(signed, note.VerifierList(w.log))
	if err != nil {
		return 403, "not signed\n"
	}
	text := strings.Split(opened.Text, "\n")
	if text[0] != w.log.Name() {
		return 404, "another log\n"
	}
	size, err := strconv.ParseInt(text[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(text[2])
	must(err)
	if old > size {
		return 400, "older\n"
	}
	if old != w.newest.N {
		return 409, fmt.Sprintf("%d\n", w.newest.N)
	}
	var proof tlog.TreeProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 400, "no hash\n"
		}
		proof = append(proof, hash)
	}
	if old == 0 && len(proof) != 0 || old > 0 && old == size && (len(proof) != 0 || root != w.newest.Hash) {
		return 422, "inconsistent\n"
	}
	if old > 0 && old < size && tlog.CheckTree(proof, size, root, old, w.newest.Hash) != nil {
		return 422, "inconsistent\n"
	}
	w.newest = tlog.Tree{N: size, Hash: root}
	return 200, w.line(opened.Text)
}

func (w *witness) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	body, err := io.ReadAll(request.Body)
	must(err)
	status, told := 404, "not here\n"
	if request.Method == "POST" && request.URL.Path == "/some/prefix/add-checkpoint" {
		status, told = w.judge(body)
	}
	kind := "text/plain; charset=utf-8"
	if status == 409 {
		kind = "text/x.tlog.size"
	}
	response.Header().Set("Content-Type", kind)
	response.WriteHeader(status)
	io.WriteString(response, told)
}

func main() {
	if len(os.Args) != 3 {
		fail("usage: NAME LOG-VKEY")
	}
	log, err := note.NewVerifier(strings.TrimSpace(os.Args[2]))
	must(err)
	_, key, err := ed25519.GenerateKey(rand.Reader)
	must(err)
	w := &witness{name: os.Args[1], key: key, log: log}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	fmt.Printf("http://%s/some/prefix\n%s\n", listener.Addr(), w.vkey())
	must(http.Serve(listener, w))
}
