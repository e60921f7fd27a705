package world

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// formatVersion is the version of the journal's form. A journal of another version is refused.
const formatVersion = 1

// header is the first line of a journal.
type header struct {
	Format int `json:"localAzureWorld"`
	// Salt goes into the digests of secrets.
	Salt string `json:"salt"`
}

// journal is the file, open for appending.
type journal struct {
	file *os.File
}

// reading is what came out of a journal.
type reading struct {
	state state
	salt  []byte
	// fresh is true where there was no journal.
	fresh bool
	// lines counts the entries, and size is where the last whole one ends.
	lines int
	size  int64
}

// worthCompacting reports whether the journal holds much more than what it adds up to.
func (r *reading) worthCompacting() bool {
	return r.lines > 1000 && r.lines > 4*len(r.state.everything())
}

// readJournal reads a journal to its end. A last line that was not finished is dropped with a word.
func readJournal(path string, log func(string)) (*reading, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newReading()
	}
	if err != nil {
		return nil, fmt.Errorf("the local Azure's world cannot be read: %w", err)
	}
	defer func() { _ = file.Close() }()

	read := &reading{state: newState()}
	input := bufio.NewReaderSize(file, 1<<16)
	for number := 1; ; number++ {
		line, err := input.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if len(line) > 0 {
				log("the last change to the local Azure's world was not written to its end and is dropped")
			}
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the local Azure's world cannot be read: %w", err)
		}
		if err := read.take(line, number); err != nil {
			return nil, fmt.Errorf("line %d of %s cannot be read (%w); remove the file to begin with an empty world", number, path, err)
		}
		read.size += int64(len(line))
	}
	if read.size == 0 {
		return newReading()
	}
	return read, nil
}

// newReading is what comes out of a journal that is not there.
func newReading() (*reading, error) {
	salt := make([]byte, 32)
	if _, err := rand.Read(salt); err != nil {
		return nil, fmt.Errorf("no salt could be drawn for the local Azure's world: %w", err)
	}
	return &reading{state: newState(), salt: salt, fresh: true}, nil
}

// take reads one whole line.
func (r *reading) take(line []byte, number int) error {
	if number == 1 {
		var first header
		if err := json.Unmarshal(line, &first); err != nil {
			return err
		}
		if first.Format != formatVersion {
			return fmt.Errorf("it has format %d, and this program writes format %d", first.Format, formatVersion)
		}
		salt, err := base64.StdEncoding.DecodeString(first.Salt)
		if err != nil || len(salt) == 0 {
			return errors.New("its salt is damaged")
		}
		r.salt = salt
		return nil
	}
	var next entry
	if err := json.Unmarshal(line, &next); err != nil {
		return err
	}
	r.lines++
	r.state.apply(next)
	return nil
}

// writeJournal writes a state as a journal of two lines beside the old one, puts it in its place and leaves it open for
// appending. Whenever the process dies, one of the two is whole.
func writeJournal(path string, salt []byte, state *state) (*journal, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	lines := []any{
		header{Format: formatVersion, Salt: base64.StdEncoding.EncodeToString(salt)},
		entry{Now: state.now, Changes: state.everything()},
	}
	for _, line := range lines {
		if err := encoder.Encode(line); err != nil {
			return nil, fmt.Errorf("the local Azure's world cannot be written as JSON: %w", err)
		}
	}
	if err := replaceFile(path, text.Bytes()); err != nil {
		return nil, fmt.Errorf("the local Azure's world cannot be written: %w; choose a folder that can be written", err)
	}
	return appendJournal(path, int64(text.Len()))
}

// replaceFile puts a file in the place of another at once.
func replaceFile(path string, content []byte) error {
	beside := path + ".new"
	file, err := os.OpenFile(beside, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(beside, path)
}

// appendJournal opens a journal for appending after its last whole line.
func appendJournal(path string, size int64) (*journal, error) {
	file, err := os.OpenFile(path, os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the local Azure's world cannot be written: %w", err)
	}
	if err = file.Truncate(size); err == nil {
		_, err = file.Seek(size, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the local Azure's world cannot be written: %w", err), file.Close())
	}
	return &journal{file: file}, nil
}

// append writes one line with one call, so that a process that dies leaves a whole line or a torn last one.
func (j *journal) append(line entry) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	end, err := j.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err := j.file.Write(append(text, '\n')); err != nil {
		// A disk that is full leaves half a line; take it back, or the next change would be written behind it.
		_, seekErr := j.file.Seek(end, io.SeekStart)
		return errors.Join(err, j.file.Truncate(end), seekErr)
	}
	return nil
}

func (j *journal) close() error {
	return errors.Join(j.file.Sync(), j.file.Close())
}
