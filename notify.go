package privacyprocessor

import (
	"io/fs"

	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/keyring"
)

// notify logs what happens to a keyring file.
func notify(logger *zap.Logger) keyring.Notify {
	return keyring.Notify{
		Reloaded: func(ring *hashing.Ring) {
			logKeys(logger, "The keyring file has changed. Pseudonyms are made with these keys.", ring)
		},
		Failed: func(err error) {
			logger.Error("The changed keyring file is not used; the keys before it stay in force.", zap.Error(err))
		},
		Exposed: func(path string, mode fs.FileMode) {
			logger.Warn("The keyring file can be read by others than its owner.", zap.String("path", path), zap.Stringer("mode", mode))
		},
	}
}
