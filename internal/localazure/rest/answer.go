package rest

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// problem is an answer of Resource Manager that refuses (Azure Resource Manager, common error response: error.code and
// error.message).
type problem struct {
	status        int
	code, message string
}

func (p *problem) Error() string { return p.code + ": " + p.message }

func refuse(status int, code, format string, args ...any) error {
	return &problem{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

// accepted is the answer to what takes a while (Azure Resource Manager, asynchronous operations): where to ask how it went.
type accepted struct{ at string }

// write sends an answer. What goes wrong on the way is the caller's to see: the connection ends.
func write(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

func (p *problem) write(w http.ResponseWriter) {
	write(w, p.status, map[string]any{"error": map[string]string{"code": p.code, "message": p.message}})
}

// values is a list as every list is answered. There is one page: none of ours is long.
func values[T any](list []T) map[string]any {
	if list == nil {
		list = []T{}
	}
	return map[string]any{"value": list}
}
