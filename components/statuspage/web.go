package statuspage

import (
	"fmt"
	"html"
	"strings"
)

const (
	webPort = 8080
	// healthPath is answered 200 by both pages. It is the path that Front Door probes, so that the maintenance page is never ill.
	healthPath = "/healthz/edge"
	// StrictTransport is the HSTS header of both pages: two years, and every host below.
	StrictTransport = "max-age=63072000; includeSubDomains"
	// retryAfter tells a client when to try again while no region answers, in seconds.
	retryAfter = 120
)

// webHead is what both web servers have in common. "always" puts the headers on errors too.
const webHead = `server {
    listen 8080;
    server_tokens off;
    add_header Strict-Transport-Security "` + StrictTransport + `" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Cache-Control no-store always;
    location = ` + healthPath + ` {
        default_type text/plain;
        return 200 "ok\n";
    }
`

// statusServer is the web server before Gatus: it adds what Gatus cannot, and lets nobody else in.
func statusServer() string {
	return webHead + fmt.Sprintf(`    location / {
        proxy_pass http://127.0.0.1:%d;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Proto https;
    }
}
`, gatusPort)
}

// maintenanceServer answers everything with the page, and with 503: no search engine and no client may take it for the product.
func maintenanceServer() string {
	return webHead + fmt.Sprintf(`    add_header Retry-After %d always;
    error_page 503 /index.html;
    location = /index.html {
        root /page;
        internal;
    }
    location / {
        return 503;
    }
}
`, retryAfter)
}

// maintenancePage is what customers see while no region answers. It loads nothing from anywhere.
func maintenancePage(title, statusHost string) string {
	page := `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} is being repaired</title>
<style>body{font:18px/1.5 sans-serif;max-width:34em;margin:15vh auto;padding:0 1em}</style>
<h1>{title} is being repaired</h1>
<p>We know about it and are working on it. Your data is safe. This page goes away by itself; please try again in a few minutes.</p>
<p>What is happening: <a href="https://{status}/">{status}</a></p>
</html>
`
	return strings.NewReplacer("{title}", html.EscapeString(title), "{status}", html.EscapeString(statusHost)).Replace(page)
}

// copyHistory gives a new configuration its own copy of the newest history, before Gatus opens it. Each configuration has a
// file of its own, because Container Apps starts the new revision before it stops the old one, and two programs that write
// one file over this mount would ruin it: byte-range locks are off.
const copyHistory = `set -eu
cd ` + historyPath + `
if [ ! -e "$` + historyVariable + `.db" ]; then
  last=$(ls -t *.db 2>/dev/null | head -n 1)
  if [ -n "$last" ]; then
    if [ -e "$last-wal" ]; then cp "$last-wal" "$` + historyVariable + `.db-wal"; fi
    cp "$last" "$` + historyVariable + `.part"
    mv "$` + historyVariable + `.part" "$` + historyVariable + `.db"
  fi
fi
`

// backupHistory copies the newest history to the other share, one folder a day, and clears away what is old. The copy is
// taken while Gatus writes: one that is torn costs a day, not the history.
const backupHistory = `set -eu
cd ` + historyPath + `
last=$(ls -t *.db 2>/dev/null | head -n 1)
if [ -z "$last" ]; then exit 0; fi
day=` + backupPath + `/$(date +%F)
mkdir -p "$day"
if [ -e "$last-wal" ]; then cp "$last-wal" "$day/history.db-wal"; fi
cp "$last" "$day/history.db"
find ` + backupPath + ` -mindepth 1 -maxdepth 1 -type d -mtime +30 -exec rm -r {} +
find . -maxdepth 1 -name '*.db*' ! -name "$last*" -mtime +7 -exec rm {} +
`
