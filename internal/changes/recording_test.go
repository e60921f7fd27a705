package changes_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/changes"
)

// recordings is the folder of what the engine said of a scenario: one event a line, as it wrote them, without those of resources that
// stay as they are. TestRecord makes them.
const recordings = "testdata/recorded"

// recordedStep is how a recording writes a step.
type recordedStep struct {
	Op           string                    `json:"op"`
	URN          string                    `json:"urn"`
	Type         string                    `json:"type"`
	Old          *changes.State            `json:"old,omitempty"`
	New          *changes.State            `json:"new,omitempty"`
	Keys         []string                  `json:"keys,omitempty"`
	Diffs        []string                  `json:"diffs,omitempty"`
	DetailedDiff map[string]map[string]any `json:"detailedDiff,omitempty"`
}

// stays tells of a step that says nothing but that the resource is there.
func (s recordedStep) stays() bool {
	return s.Op == "same" && s.Old != nil && s.New != nil && s.Old.URN == s.New.URN && s.Old.Protect == s.New.Protect &&
		s.Old.RetainOnDelete == s.New.RetainOnDelete && reflect.DeepEqual(s.Old.Inputs, s.New.Inputs)
}

// compact makes a recording of an event log: what is read of it, and not what stays as it is.
func compact(t *testing.T, log []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	decoder, encoder := json.NewDecoder(bytes.NewReader(log)), json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for decoder.More() {
		var event map[string]json.RawMessage
		require.NoError(t, decoder.Decode(&event))
		for _, kind := range []string{"diagnosticEvent", "policyEvent", "summaryEvent", "errorEvent"} {
			if content, ok := event[kind]; ok {
				require.NoError(t, encoder.Encode(map[string]any{kind: summarised(t, kind, content)}))
			}
		}
		if content, ok := event["resourcePreEvent"]; ok {
			var pre struct{ Metadata recordedStep }
			require.NoError(t, json.Unmarshal(content, &pre))
			if !pre.Metadata.stays() {
				require.NoError(t, encoder.Encode(map[string]any{"resourcePreEvent": map[string]any{"metadata": pre.Metadata}}))
			}
		}
	}
	return out.Bytes()
}

// summarised leaves out what differs from run to run: how long it took.
func summarised(t *testing.T, kind string, content json.RawMessage) map[string]any {
	t.Helper()
	var values map[string]any
	require.NoError(t, json.Unmarshal(content, &values))
	if kind == "summaryEvent" {
		return map[string]any{"result": values["result"], "isPreview": true}
	}
	return values
}

// recordingOf is the log of a scenario as the engine wrote it: the recording, and for every resource of which it says nothing that it
// stays. false where there is no recording.
func recordingOf(t *testing.T, s scenario) (*changes.Log, bool) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(recordings, s.name+".jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	require.NoError(t, err)
	return whole(t, s.stack, content), true
}

// whole adds what stays as it is to a recording.
func whole(t *testing.T, stack string, content []byte) *changes.Log {
	t.Helper()
	r := record(t, stack)
	r.silent = map[string]bool{}
	decoder := json.NewDecoder(bytes.NewReader(content))
	for decoder.More() {
		var event struct {
			ResourcePreEvent struct{ Metadata recordedStep }
		}
		require.NoError(t, decoder.Decode(&event))
		step := event.ResourcePreEvent.Metadata
		r.silent[step.URN] = true
		if step.Old != nil {
			r.silent[step.Old.URN] = true
		}
	}
	log := r.log()
	at := bytes.Index(log, []byte(`{"summaryEvent"`))
	require.Positive(t, at)
	read, err := changes.ReadLog(bytes.NewReader(append(log[:at:at], content...)))
	require.NoError(t, err)
	return read
}

// TestRecordings holds that there are enough of them, that each is of a scenario which is asserted on by it and each of those has one, and that
// none holds a path of a machine or a secret. A report that no scenario is told by is a leftover, and so is a reason to record nothing.
func TestRecordings(t *testing.T) {
	t.Parallel()
	var wanted, told, excused []string
	for _, s := range scenarios() {
		told = append(told, s.name)
		if s.recorded() {
			wanted = append(wanted, s.name)
		} else if s.change != nil {
			excused = append(excused, s.name)
		}
	}
	recorded := namesIn(t, recordings, ".jsonl")
	assert.GreaterOrEqual(t, len(recorded), 25)
	assert.ElementsMatch(t, wanted, recorded, "scenarios that the engine is asked about, and recordings")
	assert.ElementsMatch(t, told, namesIn(t, filepath.Join("testdata", "scenarios"), ".md"), "scenarios, and reports of them")
	assert.ElementsMatch(t, excused, slices.Collect(maps.Keys(unrecorded)), "scenarios that the engine is not asked about, and the reasons")
	for _, name := range recorded {
		content, err := os.ReadFile(filepath.Join(recordings, name+".jsonl"))
		require.NoError(t, err)
		assert.Empty(t, unfit(string(content)), name)
	}
}

// namesIn are the names of the files in a folder, without their end, which all have.
func namesIn(t *testing.T, folder, end string) []string {
	t.Helper()
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	var names []string
	for _, file := range files {
		name, ok := strings.CutSuffix(file.Name(), end)
		assert.True(t, ok, "%s is no %s", file.Name(), end)
		names = append(names, name)
	}
	return names
}

// unfitPattern is what may not be in a recording: a path of somebody's machine, what a secret looks like.
var unfitPattern = regexp.MustCompile(`/(?:tmp|home|root|Users)/|PRIVATE KEY|"plaintext"|client-key-data|` + planted)

// unfit is what may not be in a recording and is.
func unfit(content string) []string { return unfitPattern.FindAllString(content, -1) }

func TestUnfitRecordings(t *testing.T) {
	t.Parallel()
	assert.Empty(t, unfit(`{"op":"same"}`))
	assert.Equal(t, []string{"/tmp/"}, unfit(`{"message":"in /tmp/x.go"}`))
	assert.Equal(t, []string{`"plaintext"`}, unfit(`{"plaintext":"\"x\""}`))
}
