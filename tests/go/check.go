// Checks notes and proofs by golang.org/x/mod/sumdb, which nobody of this project wrote. tests/test_go.py asks it.
//
// It reads one question per line, as JSON, and answers each with "yes", or with "no: " and why.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Note  string   // a signed checkpoint
	Keys  []string // the public keys that have to have signed it, as text
	Old   string   // an earlier checkpoint by the first key, for Proof of growth
	Entry string   // the hash of a record, for Proof of inclusion, in hexadecimal
	Index int64    // its place, from 0
	Proof []tlog.Hash
}

// opened is the size and root of the tree in a note, once every key has signed it.
func opened(text string, keys []string) (size int64, root tlog.Hash, err error) {
	var verifiers []note.Verifier
	for _, key := range keys {
		verifier, err := note.NewVerifier(key)
		if err != nil {
			return 0, root, err
		}
		verifiers = append(verifiers, verifier)
	}
	found, err := note.Open([]byte(text), note.VerifierList(verifiers...))
	if err != nil {
		return 0, root, err
	}
	if len(found.Sigs) != len(keys) {
		return 0, root, fmt.Errorf("%d of %d signed", len(found.Sigs), len(keys))
	}
	lines := strings.Split(found.Text, "\n")
	if len(lines) != 4 || lines[0] != verifiers[0].Name() {
		return 0, root, errors.New("not a checkpoint of this ledger")
	}
	if size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return 0, root, err
	}
	bytes, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(bytes) != len(root) {
		return 0, root, errors.New("no root")
	}
	copy(root[:], bytes)
	return size, root, nil
}

func answer(q question) error {
	size, root, err := opened(q.Note, q.Keys)
	if err != nil {
		return err
	}
	if q.Old != "" {
		then, was, err := opened(q.Old, q.Keys[:1])
		if err != nil {
			return err
		}
		return tlog.CheckTree(tlog.TreeProof(q.Proof), size, root, then, was)
	}
	if q.Entry != "" {
		entry, err := hex.DecodeString(q.Entry)
		if err != nil {
			return err
		}
		return tlog.CheckRecord(tlog.RecordProof(q.Proof), size, root, q.Index, tlog.RecordHash(entry))
	}
	return nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var q question
		err := json.Unmarshal(lines.Bytes(), &q)
		if err == nil {
			err = answer(q)
		}
		if err != nil {
			fmt.Println("no:", strings.ReplaceAll(err.Error(), "\n", " "))
			continue
		}
		fmt.Println("yes")
	}
}
