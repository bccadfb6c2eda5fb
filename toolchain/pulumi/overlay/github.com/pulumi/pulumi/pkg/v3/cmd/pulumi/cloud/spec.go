// Copyright 2026, Pulumi Corporation.
//
// Licensed under the Apache License, Version 2.0 (the "License");
// you may not use this file except in compliance with the License.
// You may obtain a copy of the License at
//
//     http://www.apache.org/licenses/LICENSE-2.0
//
// Unless required by applicable law or agreed to in writing, software
// distributed under the License is distributed on an "AS IS" BASIS,
// WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
// See the License for the specific language governing permissions and
// limitations under the License.

package cloud

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/gorilla/mux"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/cmdutil"
)

// ParamSpec describes a single parameter for an API operation.
// JSON tags are part of the `describe --output=json` envelope contract
// (SchemaVersion 1).
type ParamSpec struct {
	Name        string   `json:"name"`
	In          string   `json:"in"` // "path", "query", "header"
	Type        string   `json:"type"`
	Required    bool     `json:"required,omitempty"`
	Description string   `json:"description,omitempty"`
	Values      []string `json:"values,omitempty"`
}

// ResponseSpec describes one response code that carries a schema. Rendered in
// both text and markdown form at parse time so downstream renderers stay cheap.
type ResponseSpec struct {
	Status         string
	Description    string
	ContentType    string
	SchemaText     string
	SchemaMarkdown string
	SchemaJSON     json.RawMessage
}

// ErrorRef describes a response code that has no schema (a "stock error" in
// docs terminology). Rendered as a compact chip row rather than a full block.
type ErrorRef struct {
	Status      string
	Description string
}

// Operation describes an API operation parsed from the OpenAPI spec.
// It is the flat, per-endpoint shape consumed by the raw dispatcher, ls,
// and describe.
type Operation struct {
	OperationID         string
	Method              string
	Path                string
	Summary             string
	Description         string
	Tag                 string
	Params              []ParamSpec
	HasBody             bool
	BodyContentType     string
	ResponseContentType string
	// SuccessContentTypes lists every content type declared on the primary
	// 2xx response, in spec order. An endpoint that offers both
	// `application/json` and `text/markdown` will carry both, which lets the
	// dispatcher drive content negotiation via --output. The legacy
	// ResponseContentType field is still populated with the first preferred
	// entry so human/JSON describe output stays stable.
	SuccessContentTypes []string
	BodySchemaText      string
	ResponseSchemaText  string
	// Request/response schemas serialized with all $refs inlined, so `describe --output=json`
	// consumers can walk the structure programmatically.
	BodySchemaJSON     json.RawMessage
	ResponseSchemaJSON json.RawMessage
	// Markdown-rendered request body schema for --output=markdown and the TUI.
	BodySchemaMarkdown string
	// InlineResponses carries every response that has a schema (both success and
	// error). The primary success response is duplicated into the flat
	// ResponseContentType/ResponseSchemaText/ResponseSchemaJSON fields above so
	// the text and `--output=json` outputs both keep a stable primary body.
	InlineResponses []ResponseSpec
	// StockErrors lists response codes with no schema — docs renders these as a
	// compact chip row.
	StockErrors []ErrorRef
	// IsPreview is true when x-pulumi-route-property.Visibility is "Preview".
	IsPreview bool
	// IsDeprecated is true when x-pulumi-route-property.Deprecated is true
	// or when the operation uses OpenAPI's native `deprecated: true` field.
	IsDeprecated bool
	// SupersededBy is the operationId of the replacement route when
	// x-pulumi-route-property.SupersededBy is set on a deprecated op.
	SupersededBy string
}

// Index is the parsed OpenAPI spec with lookup aids.
type Index struct {
	Operations  []*Operation
	ByKey       map[string]*Operation // "GET /api/user" -> op
	SpecVersion string                // the spec's own info.version, surfaced in `list --output=json`
	// router is a gorilla/mux router with one named route per operation
	// (route name == op.Key()). Routes are registered in specificity order
	// consistent with the pulumi-service codegen
	router *mux.Router
}

// methodPrecedence defines the method order used for stable sorting of operations.
var methodPrecedence = map[string]int{
	"GET": 0, "POST": 1, "PUT": 2, "PATCH": 3, "DELETE": 4, "HEAD": 5, "OPTIONS": 6,
}

// LoadIndex refuses: what reads an OpenAPI document, which only `pulumi api` needs, is left out.
func LoadIndex(context.Context, io.Writer, bool) (*Index, error) {
	return nil, NewAPIError(cmdutil.ExitInternalError, ErrSpecParse,
		"the Pulumi CLI that gatehouse builds has no `pulumi api`")
}

// Key returns the canonical lookup key "METHOD path" for an operation.
func (o *Operation) Key() string {
	return o.Method + " " + o.Path
}

// markdownEnumTail returns the italicized enum values list: _enum:_ `A`, `B`, `C`.
// Truncates after 6 values to stay readable.
func markdownEnumTail(vals []string) string {
	shown := vals
	if len(shown) > 6 {
		shown = append(shown[:6:6], "…")
	}
	quoted := make([]string, len(shown))
	for i, v := range shown {
		if v == "…" {
			quoted[i] = "…"
			continue
		}
		quoted[i] = "`" + v + "`"
	}
	return "_enum:_ " + strings.Join(quoted, ", ")
}

// mdInline flattens a description to a single line so markdown bullet entries
// don't break into multiple paragraphs mid-list.
func mdInline(s string) string {
	s = strings.TrimSpace(s)
	fields := strings.Fields(s)
	return strings.Join(fields, " ")
}
