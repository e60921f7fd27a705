package main

import (
	"encoding/json"
	"net/http"
)

// web is the product, as small as it can be: who calls, a sign-in that anybody passes who says the word, and the edge's probe.
func web(watch *regionWatch, audit *auditLog) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz/edge", watch.edge) // a pattern of GET answers HEAD too
	mux.HandleFunc("GET /{$}", func(answer http.ResponseWriter, request *http.Request) {
		here, row := watch.active()
		answer.Header().Set("Content-Type", "application/json")
		data, err := json.Marshal(map[string]any{
			"address": callerAddress(request), "region": watch.region, "active": here, "epoch": row.Epoch,
		})
		if err != nil {
			http.Error(answer, "no answer", http.StatusInternalServerError)
			return
		}
		_, _ = answer.Write(data) // the caller is gone, or reads it
	})
	mux.HandleFunc("POST /sign-in", func(answer http.ResponseWriter, request *http.Request) {
		outcome, status := "failure", http.StatusUnauthorized
		if request.PostFormValue("word") == "friend" {
			outcome, status = "success", http.StatusNoContent
		}
		if err := audit.write(request, "sign-in", outcome, request.PostFormValue("name")); err != nil {
			http.Error(answer, "not recorded", http.StatusInternalServerError)
			return
		}
		answer.WriteHeader(status)
	})
	return mux
}
