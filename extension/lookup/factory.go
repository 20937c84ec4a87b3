package lookup

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/metadata"
)

// NewFactory returns the factory of the privacy_lookup extension.
func NewFactory() extension.Factory {
	return extension.NewFactory(metadata.Type, createDefaultConfig, create, metadata.ExtensionStability)
}

func create(_ context.Context, set extension.Settings, cfg component.Config) (extension.Extension, error) {
	return &server{cfg: cfg.(*Config), set: set.TelemetrySettings}, nil
}
