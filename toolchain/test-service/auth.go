package main

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
)

// The auth services here speak with a proxy as Authelia, authentik and tinyauth document it. Their
// portals log in at once: as ?user=, or as bob. A session is a cookie with the user's name.

const (
	user  = "bob"
	guest = "guest"
)

// original is the URL that the client asked the proxy for, and whether the proxy says it.
func original(r *http.Request) (string, bool) {
	from := r.Header.Get
	scheme, host, uri := from("X-Forwarded-Proto"), from("X-Forwarded-Host"), from("X-Forwarded-Uri")
	known := scheme != "" && host != "" && uri != "" && from("X-Forwarded-Method") != ""
	return scheme + "://" + host + uri, known
}

// userOf is the user of a session.
func userOf(r *http.Request, cookie string) string {
	session, err := r.Cookie(cookie)
	if err != nil {
		return ""
	}
	return session.Value
}

// loggedIn starts a session, and redirects; on all hosts of a domain, where one is given.
func loggedIn(w http.ResponseWriter, r *http.Request, cookie, domain, back string) {
	name := r.URL.Query().Get("user")
	if name == "" {
		name = user
	}
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: name, Domain: domain, Path: "/", Secure: true, HttpOnly: true})
	http.Redirect(w, r, back, http.StatusFound)
}

// loggedOut ends a session.
func loggedOut(w http.ResponseWriter, cookie, domain string) {
	http.SetCookie(w, &http.Cookie{Name: cookie, Domain: domain, Path: "/", MaxAge: -1})
}

// identify sends the headers of a user; a guest has no groups.
func identify(w http.ResponseWriter, name string, fields map[string]string) {
	for field, value := range fields {
		if name != guest || !strings.HasSuffix(strings.ToLower(field), "groups") {
			w.Header().Set(field, strings.ReplaceAll(value, "{user}", name))
		}
	}
}

// authelia is its endpoint for forward auth, and its portal at PORTAL.
func authelia(mux *http.ServeMux) {
	const cookie = "authelia_session"
	portal := os.Getenv("PORTAL")
	domain := parentOf(portal)
	mux.HandleFunc("/api/authz/forward-auth", func(w http.ResponseWriter, r *http.Request) {
		target, known := original(r)
		method := r.Header.Get("X-Forwarded-Method")
		back := url.Values{"rd": {target}, "rm": {method}}
		switch name := userOf(r, cookie); {
		case !known:
			http.Error(w, "400 Bad Request", http.StatusBadRequest)
		case name != "":
			identify(w, name, map[string]string{
				"Remote-User": "{user}", "Remote-Groups": "admins,dev",
				"Remote-Name": "The {user}", "Remote-Email": "{user}@example.com",
			})
		case !strings.Contains(r.Header.Get("Accept"), "text/html"):
			http.Error(w, "401 Unauthorized", http.StatusUnauthorized)
		case method == http.MethodGet || method == http.MethodHead:
			http.Redirect(w, r, portal+"/?"+back.Encode(), http.StatusFound)
		default:
			http.Redirect(w, r, portal+"/?"+back.Encode(), http.StatusSeeOther)
		}
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		loggedIn(w, r, cookie, domain, r.URL.Query().Get("rd"))
	})
	mux.HandleFunc("/logout", func(w http.ResponseWriter, _ *http.Request) { loggedOut(w, cookie, domain) })
}

// authentik is its outpost, and its authorization endpoint at PORTAL.
func authentik(mux *http.ServeMux) {
	const cookie = "authentik_proxy"
	const outpost = "/outpost.goauthentik.io/"
	mux.HandleFunc(outpost+"auth/caddy", func(w http.ResponseWriter, r *http.Request) {
		target, known := original(r)
		page, err := url.Parse(target)
		if !known || err != nil {
			http.Error(w, "configuration error", http.StatusInternalServerError)
			return
		}
		if name := userOf(r, cookie); name != "" {
			identify(w, name, map[string]string{
				"X-authentik-username": "{user}", "X-authentik-groups": "admins|dev",
				"X-authentik-email": "{user}@example.com", "X-authentik-name": "The {user}",
				"X-authentik-uid": "uid of {user}",
			})
			return
		}
		callback := page.Scheme + "://" + page.Host + outpost + "callback?X-authentik-auth-callback=true"
		ask := url.Values{"redirect_uri": {callback}, "response_type": {"code"}, "state": {target}}
		http.Redirect(w, r, os.Getenv("PORTAL")+"/application/o/authorize/?"+ask.Encode(), http.StatusFound)
	})
	mux.HandleFunc("/application/o/authorize/", func(w http.ResponseWriter, r *http.Request) {
		asked := r.URL.Query()
		back := url.Values{"code": {"once"}, "state": {asked.Get("state")}, "user": {asked.Get("user")}}
		http.Redirect(w, r, asked.Get("redirect_uri")+"&"+back.Encode(), http.StatusFound)
	})
	mux.HandleFunc(outpost+"callback", func(w http.ResponseWriter, r *http.Request) {
		loggedIn(w, r, cookie, "", r.URL.Query().Get("state"))
	})
	mux.HandleFunc(outpost+"sign_out", func(w http.ResponseWriter, _ *http.Request) { loggedOut(w, cookie, "") })
}

var browser = regexp.MustCompile("Chrome|Gecko|AppleWebKit|Opera|Edge")

// tinyauth is its endpoint for Caddy, and its portal at TINYAUTH_APPURL.
func tinyauth(mux *http.ServeMux) {
	const cookie = "tinyauth-session"
	portal := os.Getenv("TINYAUTH_APPURL")
	domain := parentOf(portal)
	mux.HandleFunc("/api/auth/caddy", func(w http.ResponseWriter, r *http.Request) {
		target, known := original(r)
		login := portal + "/login?" + url.Values{"redirect_uri": {target}}.Encode()
		switch name := userOf(r, cookie); {
		case !known:
			http.Error(w, `{"status":400,"message":"Bad request"}`, http.StatusBadRequest)
		case name != "":
			identify(w, name, map[string]string{
				"Remote-User": "{user}", "Remote-Name": "The {user}",
				"Remote-Email": "{user}@example.com", "Remote-Groups": "admins,dev",
			})
		case browser.MatchString(r.UserAgent()):
			http.Redirect(w, r, login, http.StatusTemporaryRedirect)
		default:
			w.Header().Set("X-Tinyauth-Location", login)
			http.Error(w, `{"status":401,"message":"Unauthorized"}`, http.StatusUnauthorized)
		}
	})
	mux.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		loggedIn(w, r, cookie, domain, r.URL.Query().Get("redirect_uri"))
	})
	mux.HandleFunc("/logout", func(w http.ResponseWriter, _ *http.Request) { loggedOut(w, cookie, domain) })
}

// parentOf is the domain above that of a URL.
func parentOf(portal string) string {
	parsed, err := url.Parse(portal)
	if err != nil {
		return ""
	}
	_, domain, _ := strings.Cut(parsed.Hostname(), ".")
	return domain
}
