package webui

import (
	"embed"
	"io/fs"
)

// FS has no dashboard: the published module lacks its files.
var FS fs.FS = embed.FS{}
