package lookup

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.uber.org/zap"
)

// server is the extension: a [Service] behind HTTP.
type server struct {
	cfg     *Config
	set     component.TelemetrySettings
	service *Service
	http    *http.Server
	done    sync.WaitGroup
	addr    net.Addr
}

// Start listens; nothing is served if the audit log or the keyring is bad.
func (s *server) Start(ctx context.Context, host component.Host) (err error) {
	if s.service, err = NewService(ctx, s.cfg, s.set, host.GetExtensions()); err != nil {
		return err
	}
	if err = s.listen(ctx, host); err != nil {
		return errors.Join(err, s.service.Close())
	}
	head, err := s.service.Head()
	if err != nil {
		return err
	}
	s.set.Logger.Info("lookup is ready", zap.Stringer("address", s.addr), zap.String("audit_head", head))
	if !s.cfg.ServerConfig.Auth.HasValue() {
		s.set.Logger.Warn(`lookup has no authenticator: everyone on this machine is "local" and may do everything; configure auth before others get access`)
	}
	return nil
}

func (s *server) listen(ctx context.Context, host component.Host) error {
	handler, err := newHandler(s.service, s.cfg)
	if err != nil {
		return err
	}
	s.http, err = s.cfg.ServerConfig.ToServer(ctx, host.GetExtensions(), s.set, handler,
		confighttp.WithErrorHandler(handler.refuseEarly))
	if err != nil {
		return fmt.Errorf("serve lookup: %w", err)
	}
	listener, err := s.cfg.ServerConfig.ToListener(ctx)
	if err != nil {
		return fmt.Errorf("serve lookup: %w", err)
	}
	s.addr = listener.Addr()
	s.done.Go(func() {
		if err := s.http.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			componentstatus.ReportStatus(host, componentstatus.NewFatalErrorEvent(err))
		}
	})
	return nil
}

// Shutdown waits for requests that are being served, as long as ctx allows. It
// notes the end of the audit chain once more.
func (s *server) Shutdown(ctx context.Context) error {
	if s.service == nil {
		return nil
	}
	var errs []error
	if s.http != nil {
		if err := s.http.Shutdown(ctx); err != nil {
			errs = append(errs, err, s.http.Close())
		}
		s.done.Wait()
	}
	if head, err := s.service.Head(); err == nil {
		s.set.Logger.Info("lookup ends", zap.String("audit_head", head))
	}
	return errors.Join(append(errs, s.service.Close())...)
}
