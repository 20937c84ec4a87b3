package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestPage uses the lookup's page as a support agent does, in a real browser.
// With SCREENSHOTS=folder it leaves pictures to be looked at.
func TestPage(t *testing.T) {
	browser := findBrowser(t)
	l := startLookup(t)
	waitFor(t, func() bool { return len(l.find(testContext(t), t, "H650-188620")) == 9 })
	for _, c := range []struct {
		name          string
		width, height int64
		scheme        string
	}{
		{"desktop-light", 1280, 900, "light"},
		{"desktop-dark", 1280, 900, "dark"},
		{"phone-light", 360, 740, "light"},
		{"phone-dark", 360, 740, "dark"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, seen := open(t, browser)
			err := chromedp.Run(ctx,
				emulation.SetDeviceMetricsOverride(c.width, c.height, 1, c.width < 600),
				emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: c.scheme}}),
				chromedp.Navigate(l.url+"/"),
				chromedp.WaitVisible("#id"),
			)
			if err != nil {
				t.Fatal(err)
			}
			shoot(ctx, t, c.name+"-1-form")
			checkWidth(ctx, t, c.width)
			byKeyboard(ctx, t)
			shoot(ctx, t, c.name+"-2-answer")
			checkWidth(ctx, t, c.width)
			followFailure(ctx, t, l.url)
			shoot(ctx, t, c.name+"-3-failure")
			nothingStored(ctx, t)
			checkImpact(ctx, t, l.url)
			shoot(ctx, t, c.name+"-4-impact")
			checkWidth(ctx, t, c.width)
			// The data: URLs are the icons that the browser draws into date fields.
			for _, url := range seen.urls() {
				if !strings.HasPrefix(url, l.url+"/") && !strings.HasPrefix(url, "data:image/svg+xml;base64,") {
					t.Errorf("the page asked for %s", url)
				}
				if strings.Contains(url, "H650") {
					t.Error("the raw ID stands in a URL")
				}
			}
			if len(seen.complaints) > 0 {
				t.Errorf("the browser complained: %q", seen.complaints)
			}
		})
	}
}

// findBrowser skips, loudly, where there is none.
func findBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("REQUIRE_BROWSER") != "" { //nolint:forbidigo // whoever runs the tests decides.
		t.Fatal("no Chromium in the path, and REQUIRE_BROWSER is set")
	}
	t.Skip("SKIPPED: the page was NOT tested in a browser; install chromium")
	return ""
}

// seen is what the browser asked for and what it complained about.
type seen struct {
	requests   []string
	complaints []string
}

func (s *seen) urls() []string { return s.requests }

func open(t *testing.T, browser string) (context.Context, *seen) {
	t.Helper()
	ctx, cancel := chromedp.NewExecAllocator(testContext(t), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	s := &seen{}
	chromedp.ListenTarget(ctx, func(ev any) {
		switch ev := ev.(type) {
		case *network.EventRequestWillBeSent:
			s.requests = append(s.requests, ev.Request.URL)
		case *log.EventEntryAdded: // a breach of the content security policy is one
			if !strings.Contains(ev.Entry.URL, "favicon") {
				s.complaints = append(s.complaints, ev.Entry.Text)
			}
		}
	})
	if err := chromedp.Run(ctx, network.Enable(), log.Enable()); err != nil {
		t.Fatal(err)
	}
	return ctx, s
}

// byKeyboard fills the form without a pointer: the field for the ID has the
// focus, everything else is reached by Tab.
func byKeyboard(ctx context.Context, t *testing.T) {
	t.Helper()
	var focused string
	run(ctx, t, chromedp.Evaluate(`document.activeElement.id`, &focused))
	if focused != "id" {
		t.Errorf("the focus is on %q, want the field for the ID", focused)
	}
	run(ctx, t,
		chromedp.KeyEvent("H650-188620"),
		chromedp.SetValue("#date", "2026-11-21"),
		chromedp.SetValue("#time", "21:00"),
		chromedp.SetValue("#minutes", "120"),
	)
	for range 20 {
		run(ctx, t, chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(`document.activeElement.id`, &focused))
		if focused == "reason" {
			break
		}
	}
	if focused != "reason" {
		t.Fatal("Tab does not lead to the reason")
	}
	run(ctx, t, chromedp.KeyEvent("SHOP-14, asked by H650-188620"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("#answer"))

	var heading, page string
	var points, failed int
	run(ctx, t,
		chromedp.Text("#found", &heading),
		chromedp.OuterHTML("html", &page),
		chromedp.Evaluate(`document.querySelectorAll("figure svg a").length`, &points),
		chromedp.Evaluate(`document.querySelectorAll("figure svg g.failed").length`, &failed),
	)
	if want := "9 traces between 2026-11-21 19:00 and 23:00 UTC, 2 failed"; heading != want {
		t.Errorf("the answer is %q, want %q", heading, want)
	}
	if points != 9 || failed != 2 {
		t.Errorf("the drawing has %d traces, %d failed; want 9 and 2", points, failed)
	}
	if strings.Contains(page, "H650-188620") {
		t.Error("the answer holds the raw ID")
	}
}

// followFailure goes from the mark in the drawing to its row, and opens it.
func followFailure(ctx context.Context, t *testing.T, url string) {
	t.Helper()
	var location, way string
	run(ctx, t,
		chromedp.Focus("figure svg a:has(g.failed)"),
		chromedp.KeyEvent(kb.Enter),
		chromedp.Location(&location),
	)
	if !strings.HasPrefix(location, url+"/#t") {
		t.Fatalf("the mark leads to %s, want a row of the table", location)
	}
	run(ctx, t,
		chromedp.Focus("tr:target summary"),
		chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible("tr:target .path"),
		chromedp.Text("tr:target .path", &way),
	)
	if !strings.Contains(way, "in frontend") || !strings.Contains(way, "in payment") {
		t.Errorf("the way to the failure is %q, want one from frontend to payment", way)
	}
}

func nothingStored(ctx context.Context, t *testing.T) {
	t.Helper()
	var stored int
	run(ctx, t, chromedp.Evaluate(`localStorage.length + sessionStorage.length + document.cookie.length`, &stored))
	if stored != 0 {
		t.Errorf("the page stored %d things in the browser, want none", stored)
	}
}

func checkImpact(ctx context.Context, t *testing.T, url string) {
	t.Helper()
	var heading string
	run(ctx, t,
		chromedp.Navigate(url+"/impact"),
		chromedp.SetValue("#date", "2026-11-21"),
		chromedp.SetValue("#time", "21:00"),
		chromedp.SetValue("#minutes", "120"),
		chromedp.SetValue("#reason", "INC-7 payments down"),
		chromedp.Submit("form"),
		chromedp.WaitVisible("#answer"),
		chromedp.Text("#found", &heading),
	)
	if want := "2 customers in 4 traces between 2026-11-21 19:00 and 23:00 UTC"; heading != want {
		t.Errorf("the answer is %q, want %q", heading, want)
	}
}

// checkWidth fails if the page scrolls sideways.
func checkWidth(ctx context.Context, t *testing.T, width int64) {
	t.Helper()
	var wide int64
	run(ctx, t, chromedp.Evaluate(`document.documentElement.scrollWidth`, &wide))
	if wide > width {
		t.Errorf("the page is %d pixels wide in a window of %d", wide, width)
	}
}

func run(ctx context.Context, t *testing.T, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

func shoot(ctx context.Context, t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("SCREENSHOTS") //nolint:forbidigo // whoever runs the tests decides.
	if dir == "" {
		return
	}
	var picture []byte
	run(ctx, t, chromedp.FullScreenshot(&picture, 100))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600); err != nil {
		t.Fatal(err)
	}
}
