package changes

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemaText is the published form of a report.
//
//go:embed schema/report.schema.json
var schemaText []byte

// mostBytes is how much of a report is read: one that somebody else made may be of any size.
const mostBytes = 32 << 20

// schema is the compiled form.
var schema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaText))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("report.schema.json", document); err != nil {
		return nil, err
	}
	return compiler.Compile("report.schema.json")
})

// JSON renders the report for machines, in the form of schema/report.schema.json. Keys are in a fixed order, and text is not escaped
// for HTML.
func (r Report) JSON() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r.Sorted()); err != nil {
		return nil, fmt.Errorf("rendering the report: %w", err)
	}
	return out.Bytes(), nil
}

// ReadReport reads a report that somebody made, whoever it is: what does not have the published form is refused. What it says is no
// more true for that.
func ReadReport(r io.Reader) (Report, error) {
	content, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return Report{}, fmt.Errorf("reading a report: %w", err)
	}
	if len(content) > mostBytes {
		return Report{}, fmt.Errorf("reading a report: it is larger than %d bytes", mostBytes)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err != nil {
		return Report{}, fmt.Errorf("reading a report: %w", err)
	}
	form, err := schema()
	if err != nil {
		return Report{}, fmt.Errorf("the report's form: %w", err)
	}
	if err := form.Validate(document); err != nil {
		return Report{}, fmt.Errorf("the report does not have the published form: %w", err)
	}
	var report Report
	if err := json.Unmarshal(content, &report); err != nil {
		return Report{}, fmt.Errorf("reading a report: %w", err)
	}
	return report, nil
}
