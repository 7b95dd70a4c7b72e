// Command server answers health checks with its version.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

var version = "unknown"

func main() {
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, version)
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
