// Verifies exports of a ledger. It is written from docs/reference/ledger-format.md alone, with Go's standard library alone, so that
// it shows whether that page says enough; tests/test_go_ledger.py asks it.
//
// For each file that is named it prints how many processes there are and how many records lack texts, or "no: " and why.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

func main() {
	for _, path := range os.Args[1:] {
		processes, gone, err := export(path)
		if err != nil {
			fmt.Printf("no: %v\n", err)
		} else {
			fmt.Printf("%d %d\n", processes, gone)
		}
	}
}

// -- canonical form: what is read is in that form, or it is refused ----------------------------------------------------

type object map[string]any

type reader struct {
	data  []byte
	place int
}

var errForm = errors.New("not in canonical form")

// canonical reads one value, and nothing behind it.
func canonical(data []byte) (any, error) {
	r := &reader{data: data}
	value, err := r.value(0)
	if err == nil && r.place != len(data) {
		err = errForm
	}
	return value, err
}

func (r *reader) next() byte {
	if r.place < len(r.data) {
		return r.data[r.place]
	}
	return 0
}

func (r *reader) take(text string) bool {
	if !bytes.HasPrefix(r.data[r.place:], []byte(text)) {
		return false
	}
	r.place += len(text)
	return true
}

func (r *reader) value(depth int) (any, error) {
	switch c := r.next(); {
	case depth > 1000:
		return nil, errForm
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.list(depth)
	case c == '"':
		return r.text()
	case c == '-' || c >= '0' && c <= '9':
		return r.number()
	case r.take("true"):
		return true, nil
	case r.take("false"):
		return false, nil
	case r.take("null"):
		return nil, nil
	}
	return nil, errForm
}

func (r *reader) object(depth int) (any, error) {
	r.place++
	found, last := object{}, ""
	if r.take("}") {
		return found, nil
	}
	for {
		if r.next() != '"' {
			return nil, errForm
		}
		key, err := r.text()
		if err != nil {
			return nil, err
		}
		if len(found) > 0 && !before(last, key) {
			return nil, errForm // keys are in order, and none is there twice
		}
		if !r.take(":") {
			return nil, errForm
		}
		if found[key], err = r.value(depth + 1); err != nil {
			return nil, err
		}
		if last = key; r.take("}") {
			return found, nil
		}
		if !r.take(",") {
			return nil, errForm
		}
	}
}

// before says whether one key comes before another, by their units in UTF-16.
func before(one, other string) bool {
	a, b := utf16.Encode([]rune(one)), utf16.Encode([]rune(other))
	for n := 0; n < len(a) && n < len(b); n++ {
		if a[n] != b[n] {
			return a[n] < b[n]
		}
	}
	return len(a) < len(b)
}

func (r *reader) list(depth int) (any, error) {
	r.place++
	found := []any{}
	if r.take("]") {
		return found, nil
	}
	for {
		value, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if found = append(found, value); r.take("]") {
			return found, nil
		}
		if !r.take(",") {
			return nil, errForm
		}
	}
}

func (r *reader) text() (string, error) {
	r.place++
	var found strings.Builder
	for {
		c, size := utf8.DecodeRune(r.data[r.place:])
		switch {
		case c == utf8.RuneError && size < 2: // no UTF-8, or the end
			return "", errForm
		case c == '"':
			r.place++
			return found.String(), nil
		case c < 0x20:
			return "", errForm
		case c == '\\':
			plain, err := r.escape()
			if err != nil {
				return "", err
			}
			found.WriteByte(plain)
		default:
			found.WriteRune(c)
			r.place += size
		}
	}
}

// escape reads one of the few escapes that there are: each character that needs one has one.
func (r *reader) escape() (byte, error) {
	for c := 0; c < 0x20; c++ {
		written := fmt.Sprintf(`\u%04x`, c)
		if at := strings.IndexByte("\b\t\n\f\r", byte(c)); at >= 0 {
			written = `\` + string("btnfr"[at])
		}
		if r.take(written) {
			return byte(c), nil
		}
	}
	if r.take(`\"`) {
		return '"', nil
	}
	if r.take(`\\`) {
		return '\\', nil
	}
	return 0, errForm
}

func (r *reader) number() (any, error) {
	start := r.place
	for c := r.next(); c == '-' || c >= '0' && c <= '9'; c = r.next() {
		r.place++
	}
	text := string(r.data[start:r.place])
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(number, 10) != text || number > 1<<53-1 || number < -(1<<53-1) {
		return nil, errForm
	}
	return number, nil
}

// -- an export ---------------------------------------------------------------------------------------------------------

type row struct {
	process, id, hash string
	number            int64
	body, disclosures []byte
}

func export(path string) (processes, gone int, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer file.Close()
	lines := bufio.NewReader(file)
	line, err := lines.ReadBytes('\n')
	if err != nil {
		return 0, 0, errors.New("no first line")
	}
	var first struct {
		Ontvlechting string
		Version      int
		Records      int
	}
	if err := strictly(line, &first); err != nil || first.Ontvlechting != "ledger" || first.Version != 1 {
		return 0, 0, errors.New("not an export")
	}
	ledger := newLedger()
	for n := 0; ; n++ {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			if n != first.Records {
				return 0, 0, fmt.Errorf("%d records, and the first line says %d", n, first.Records)
			}
			break
		}
		if err != nil {
			return 0, 0, errors.New("half a line")
		}
		found, err := read(line)
		if err == nil {
			err = ledger.add(found)
		}
		if err != nil {
			return 0, 0, fmt.Errorf("record %d: %w", n+1, err)
		}
	}
	if err := ledger.finish(); err != nil {
		return 0, 0, err
	}
	return len(ledger.ends), len(ledger.gone), nil
}

func strictly(line []byte, into any) error {
	if !utf8.Valid(line) {
		return errors.New("no UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("something behind it")
	}
	return nil
}

func read(line []byte) (row, error) {
	var found struct {
		Process, Id, Hash, Body *string
		Number                  *int64
		Disclosures             *[]string
	}
	if err := strictly(line, &found); err != nil {
		return row{}, err
	}
	if found.Process == nil || found.Id == nil || found.Hash == nil || found.Body == nil || found.Number == nil || found.Disclosures == nil {
		return row{}, errors.New("a key is missing")
	}
	texts := strings.Join(*found.Disclosures, "\n")
	return row{*found.Process, *found.Id, *found.Hash, *found.Number, []byte(*found.Body), []byte(texts)}, nil
}

// -- what a verifier checks --------------------------------------------------------------------------------------------

type place struct {
	process string
	number  int64
}

type end struct {
	number   int64
	hash     string
	after    string
	recorded []time.Time // when each record of the process was stored
}

type ground struct {
	place
	fields []string
}

type ledger struct {
	ends    map[string]end
	ids     map[string]bool
	gone    map[place][]string // the paths of texts that are missing
	bare    map[place]bool     // records without any text
	grounds []ground
}

func newLedger() *ledger {
	return &ledger{map[string]end{}, map[string]bool{}, map[place][]string{}, map[place]bool{}, nil}
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// has says whether an object has exactly these keys.
func (o object) has(keys ...string) bool {
	for _, key := range keys {
		if _, there := o[key]; !there {
			return false
		}
	}
	return len(o) == len(keys)
}

func of(value any) object {
	found, _ := value.(object)
	return found
}

func text(value any) string {
	found, _ := value.(string)
	return found
}

func moment(value any) (time.Time, error) {
	return time.Parse(time.RFC3339Nano, text(value))
}

func (l *ledger) add(r row) error {
	if r.hash != digest(r.body) {
		return errors.New("1: the hash is not that of the body")
	}
	value, err := canonical(r.body)
	if err != nil {
		return fmt.Errorf("6: %w", err)
	}
	record := of(value)
	if _, there := record["origin"]; there {
		if origin := of(record["origin"]); !origin.has("account", "host", "program", "version") {
			return errors.New("6: the keys of the origin")
		}
		delete(record, "origin")
	}
	event, chain := of(record["event"]), of(record["chain"])
	verdict, rules := of(event["verdict"]), of(event["rules"])
	if !record.has("chain", "event", "format", "recorded_at", "texts") || !chain.has("id", "number", "previous", "process") ||
		!event.has("after", "before", "command", "rules", "verdict") || !verdict.has("kind", "reasons") ||
		!rules.has("hash", "name", "version") || record["format"] != int64(2) {
		return errors.New("6: the keys of a record")
	}
	last, there := l.ends[r.process]
	if !there {
		last = end{0, strings.Repeat("0", 64), "new", nil}
	}
	if chain["process"] != r.process || chain["number"] != r.number || chain["id"] != r.id || l.ids[r.id] {
		return errors.New("2: its place in the chain is not that under which it is kept")
	}
	if r.number != last.number+1 {
		return errors.New("3: its number is not the next")
	}
	if chain["previous"] != last.hash {
		return errors.New("4: it does not follow the record before it")
	}
	if event["before"] != last.after {
		return errors.New("8: it does not begin where the record before it ended")
	}
	recorded, err := moment(record["recorded_at"])
	if err != nil || !strings.HasSuffix(text(record["recorded_at"]), "+00:00") {
		return errors.New("7: when it was stored")
	}
	here := place{r.process, r.number}
	command, err := l.texts(here, r, record, event)
	if err != nil {
		return err
	}
	yes := verdict["kind"] == "accepted"
	ahead := map[int64]bool{}
	for n, then := range last.recorded {
		if then.After(recorded) {
			ahead[int64(n)+1] = true
		}
	}
	if command != nil {
		at, err := moment(command["at"])
		if err != nil || at.After(recorded) {
			return errors.New("7: it was stored before it took place")
		}
		records, _ := command["records"].([]any)
		for _, number := range records {
			if yes && command["type"] == "redact" {
				var fields []string
				for _, field := range command["fields"].([]any) {
					fields = append(fields, text(field))
				}
				l.grounds = append(l.grounds, ground{place{r.process, number.(int64)}, fields})
			}
			if yes && command["type"] == "set_aside" {
				delete(ahead, number.(int64))
			}
		}
	}
	if len(ahead) > 0 {
		return errors.New("7: it was stored before the record before it")
	}
	l.ids[r.id] = true
	l.ends[r.process] = end{r.number, r.hash, text(event["after"]), append(last.recorded, recorded)}
	return nil
}

// texts checks the disclosures of a record (5), and gives the command with every text that is there.
func (l *ledger) texts(here place, r row, record, event object) (object, error) {
	known := map[string]any{}
	if len(r.disclosures) == 0 {
		l.bare[here] = true
	} else {
		for _, line := range bytes.Split(r.disclosures, []byte("\n")) {
			if _, twice := known[digest(line)]; twice {
				return nil, errors.New("5: a text that is there twice")
			}
			disclosed, err := canonical(line)
			if err != nil {
				return nil, fmt.Errorf("5: %w", err)
			}
			pair, _ := disclosed.([]any)
			if len(pair) != 2 || len(text(pair[0])) != 32 || strings.Trim(text(pair[0]), "0123456789abcdef") != "" {
				return nil, errors.New("5: a text of another form")
			}
			known[digest(line)] = pair[1]
		}
	}
	for found := range known {
		named := []byte(`"...":"` + found + `"`)
		if bytes.Count(r.body, named)+bytes.Count(r.disclosures, named) != 1 {
			return nil, errors.New("5: a text that does not belong here, or to two places")
		}
	}
	var missing []string
	command, err := revealed(event["command"], known, &missing, "")
	if err != nil {
		return nil, err
	}
	if (len(missing) > 0) != (record["texts"] != digest(r.disclosures)) {
		return nil, errors.New("5: the texts are not those that were sealed")
	}
	if len(missing) > 0 {
		l.gone[here] = missing
	}
	return of(command), nil
}

// revealed gives a value with every text in its place; what is not there comes into missing, by its path.
func revealed(value any, known map[string]any, missing *[]string, path string) (any, error) {
	var err error
	switch value := value.(type) {
	case []any:
		for n := range value {
			if value[n], err = revealed(value[n], known, missing, fmt.Sprintf("%s[%d]", path, n)); err != nil {
				return nil, err
			}
		}
		return value, nil
	case object:
		hidden, is := value["..."]
		if !is {
			for key := range value {
				at := strings.TrimPrefix(path+"."+key, ".")
				if value[key], err = revealed(value[key], known, missing, at); err != nil {
					return nil, err
				}
			}
			return value, nil
		}
		if len(value) != 1 {
			return nil, errors.New("5: a text of another form")
		}
		disclosed, there := known[text(hidden)]
		if !there {
			*missing = append(*missing, path)
			return nil, nil
		}
		return revealed(disclosed, known, missing, path)
	}
	return value, nil
}

// finish checks that each text that is missing was taken out, and that none that was taken out is there again.
func (l *ledger) finish() error {
	for here, missing := range l.gone {
		named, all := map[string]bool{}, false
		for _, g := range l.grounds {
			if g.place == here {
				all = all || len(g.fields) == 0
				for _, field := range g.fields {
					named[field] = true
				}
			}
		}
		for _, path := range missing {
			if !all && !named[path] {
				return fmt.Errorf("5: %s %d lacks a text that nobody took out", here.process, here.number)
			}
		}
	}
	for _, g := range l.grounds {
		missing := map[string]bool{}
		for _, path := range l.gone[g.place] {
			missing[path] = true
		}
		again := len(missing) == 0 || len(g.fields) == 0 && !l.bare[g.place]
		for _, field := range g.fields {
			again = again || !missing[field] && !l.bare[g.place]
		}
		if again {
			return fmt.Errorf("5: %s %d has a text that was taken out", g.process, g.number)
		}
	}
	return nil
}
