package main

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"
)

// openid is an OpenID provider whose users log in at once, as bob. Containers reach it at ISSUER,
// browsers at PORTAL.
func openid(mux *http.ServeMux) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		log.Fatal(err)
	}
	provider := &provider{issuer: os.Getenv("ISSUER"), portal: os.Getenv("PORTAL"), key: key, logins: map[string]url.Values{}}
	mux.HandleFunc("/.well-known/openid-configuration", provider.discovery)
	mux.HandleFunc("/authorize", provider.authorize)
	mux.HandleFunc("/token", provider.token)
	mux.HandleFunc("/keys", provider.keys)
	mux.HandleFunc("/userinfo", provider.userinfo)
}

type provider struct {
	issuer, portal string
	key            *rsa.PrivateKey
	lock           sync.Mutex
	// What was asked of the authorization endpoint, by the code that it gave.
	logins map[string]url.Values
}

func (p *provider) discovery(w http.ResponseWriter, _ *http.Request) {
	reply(w, map[string]any{
		"issuer":                                p.issuer,
		"authorization_endpoint":                p.portal + "/authorize",
		"token_endpoint":                        p.issuer + "/token",
		"jwks_uri":                              p.issuer + "/keys",
		"userinfo_endpoint":                     p.issuer + "/userinfo",
		"response_types_supported":              []string{"code"},
		"subject_types_supported":               []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"code_challenge_methods_supported":      []string{"S256"},
	})
}

func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	back, err := url.Parse(asked.Get("redirect_uri"))
	if err != nil || asked.Get("response_type") != "code" {
		http.Error(w, "invalid_request", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	p.lock.Lock()
	p.logins[code] = asked
	p.lock.Unlock()
	query := back.Query()
	query.Set("code", code)
	query.Set("state", asked.Get("state"))
	back.RawQuery = query.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	p.lock.Lock()
	asked, known := p.logins[r.PostFormValue("code")]
	delete(p.logins, r.PostFormValue("code"))
	p.lock.Unlock()
	client, secret, basic := r.BasicAuth()
	if !basic {
		client, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	allowed := client == asked.Get("client_id") && secret == os.Getenv("CLIENT_SECRET")
	same := r.PostFormValue("redirect_uri") == asked.Get("redirect_uri")
	if !known || !allowed || !same || !verified(asked.Get("code_challenge"), r.PostFormValue("code_verifier")) {
		w.WriteHeader(http.StatusBadRequest)
		reply(w, map[string]any{"error": "invalid_grant"})
		return
	}
	now := time.Now()
	reply(w, map[string]any{
		"access_token": "access", "token_type": "Bearer", "expires_in": 3600,
		"id_token": p.sign(map[string]any{
			"iss": p.issuer, "sub": user, "aud": client, "nonce": asked.Get("nonce"),
			"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
			"email": user + "@example.com", "email_verified": true, "preferred_username": user,
			"groups": []string{"admins", "dev"},
		}),
	})
}

// verified checks the verifier of RFC 7636, where the client has sent a challenge.
func verified(challenge, verifier string) bool {
	digest := sha256.Sum256([]byte(verifier))
	return challenge == "" || challenge == encode(digest[:])
}

func (p *provider) keys(w http.ResponseWriter, _ *http.Request) {
	public := p.key.PublicKey
	reply(w, map[string]any{"keys": []map[string]string{{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1",
		"n": encode(public.N.Bytes()), "e": encode(big.NewInt(int64(public.E)).Bytes()),
	}}})
}

func (p *provider) userinfo(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer access" {
		http.Error(w, "invalid_token", http.StatusUnauthorized)
		return
	}
	reply(w, map[string]any{"sub": user, "email": user + "@example.com", "email_verified": true})
}

// sign makes a token of RFC 7519, signed with RS256.
func (p *provider) sign(claims map[string]any) string {
	header, _ := json.Marshal(map[string]string{"alg": "RS256", "kid": "1", "typ": "JWT"})
	payload, _ := json.Marshal(claims)
	text := encode(header) + "." + encode(payload)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, digest[:])
	if err != nil {
		log.Fatal(err)
	}
	return text + "." + encode(signature)
}

func encode(bytes []byte) string { return base64.RawURLEncoding.EncodeToString(bytes) }

func reply(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}
