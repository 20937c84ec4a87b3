package backend

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// maxBody bounds one answer of a store: 100 traces of 1,000 spans fit.
	maxBody = 64 << 20
	// retryPause is the wait before the one retry of a failed request.
	retryPause = 200 * time.Millisecond
)

// client asks one HTTP API.
type client struct {
	base string
	http *http.Client
}

// newClient keeps base without its final slash. Redirects are not followed: a
// query names a pseudonym, which is nobody else's business.
func newClient(base string, c *http.Client) client {
	own := *c
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client{base: strings.TrimRight(base, "/"), http: &own}
}

// get returns the body of an answer with status 200, and any other status. It
// tries once more after faults that pass: all requests only read.
func (c client) get(ctx context.Context, path string, query url.Values) ([]byte, int, error) {
	body, status, err := c.try(ctx, path, query)
	if ctx.Err() == nil && (err != nil || status >= 500 || status == http.StatusTooManyRequests) {
		select {
		case <-ctx.Done():
		case <-time.After(retryPause):
			body, status, err = c.try(ctx, path, query)
		}
	}
	if err != nil {
		return nil, 0, faultOf(err)
	}
	return body, status, nil
}

func (c client) try(ctx context.Context, path string, query url.Values) ([]byte, int, error) {
	target := c.base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, http.NoBody)
	if err != nil {
		return nil, 0, &Error{Fault: FaultUnreachable, Detail: "the endpoint is not a URL"}
	}
	req.Header.Set("Accept", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, 0, err
	}
	if len(body) > maxBody {
		return nil, 0, &Error{Fault: FaultGarbage, Detail: fmt.Sprintf("more than %d MiB", maxBody>>20)}
	}
	return body, resp.StatusCode, nil
}

// refused is the error for a status that the caller has no use for.
func refused(status int) error {
	return &Error{Fault: FaultRefused, Detail: fmt.Sprintf("HTTP %d", status)}
}

func garbage(detail string) error { return &Error{Fault: FaultGarbage, Detail: detail} }

// passing reports whether err ends the whole question, not only one part of it.
func passing(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Fault == FaultTimeout || e.Fault == FaultUnreachable)
}
