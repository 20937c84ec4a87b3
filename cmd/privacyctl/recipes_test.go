package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The recipes of examples/ci are run here as far as they are shell: what a CI
// system does beside that (checkout, upload) is its own.

const recipes = "../../examples/ci"

// project is a repository as a user of the recipes has it.
type project struct {
	t    *testing.T
	dir  string
	path string // PATH with privacyctl in it
}

func newProject(t *testing.T) *project {
	t.Helper()
	for _, tool := range []string{"bash", "git", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("SKIPPED: the recipes need %s", tool)
		}
	}
	p := &project{t: t, dir: t.TempDir()}
	bin := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// This test binary is privacyctl when it is called by that name.
	if err := os.Symlink(self, filepath.Join(bin, "privacyctl")); err != nil {
		t.Skipf("SKIPPED: no symbolic links here: %v", err)
	}
	p.path = bin + string(os.PathListSeparator) + os.Getenv("PATH")
	if err := os.CopyFS(p.dir, os.DirFS(recipes)); err != nil {
		t.Fatal(err)
	}
	p.must("privacyctl catalog --config collector.yaml --format json --output privacy-catalog.json")
	return p
}

// sh runs lines as a CI system does: in one shell, which stops at an error.
func (p *project) sh(lines ...string) (string, bool) {
	p.t.Helper()
	c := exec.CommandContext(p.t.Context(), "bash", "-e", "-o", "pipefail", "-c", strings.Join(lines, "\n"))
	c.Dir = p.dir
	c.Env = append(os.Environ(), "PATH="+p.path, "GITHUB_ENV="+filepath.Join(p.dir, ".env"))
	if env, err := os.ReadFile(filepath.Join(p.dir, ".env")); err == nil {
		c.Env = append(c.Env, strings.Fields(string(env))...)
	}
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	return out.String(), err == nil
}

func (p *project) must(lines ...string) {
	p.t.Helper()
	if out, ok := p.sh(lines...); !ok {
		p.t.Fatalf("%s\n%s", strings.Join(lines, "\n"), out)
	}
}

func (p *project) read(name string) string {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		p.t.Error(err)
	}
	return string(data)
}

// edit changes the configuration in a way that a recipe must not let through.
func (p *project) edit(from, to string) {
	p.t.Helper()
	text := p.read("collector.yaml")
	if !strings.Contains(text, from) {
		p.t.Fatalf("collector.yaml lacks %q", from)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "collector.yaml"), []byte(strings.Replace(text, from, to, 1)), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(recipes, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// github runs the steps of the workflow that are shell, and returns those that
// failed. Each step is a shell of its own; steps with always() run in any case.
func github(p *project) []string {
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Name, Run, Uses, If string }
		}
	}
	readYAML(p.t, "github/privacy.yml", &workflow)
	var failed []string
	for _, step := range workflow.Jobs["privacy"].Steps {
		if step.Run == "" || strings.HasPrefix(step.Run, "go install") || len(failed) > 0 && step.If != "always()" {
			continue
		}
		if out, ok := p.sh(step.Run); !ok {
			p.t.Logf("%s:\n%s", step.Name, out)
			failed = append(failed, step.Name)
		}
	}
	return failed
}

func TestGitHubRecipe(t *testing.T) {
	p := newProject(t)
	if failed := github(p); len(failed) > 0 {
		t.Errorf("failed on a sound project: %q", failed)
	}
	if sarif := p.read("privacy.sarif"); !strings.Contains(sarif, `"results": []`) {
		t.Errorf("findings in a sound project:\n%s", sarif)
	}
	if junit := p.read("privacy.xml"); !strings.Contains(junit, `tests="1" failures="0" errors="0"`) {
		t.Errorf("JUnit report:\n%s", junit)
	}
	if page := p.read("catalog.html"); !strings.Contains(page, "shop.coupon") {
		t.Error("the catalog lacks an attribute of the configuration")
	}
	p.edit("[memory_limiter, privacy, batch]", "[memory_limiter, batch]")
	p.edit("- attributes: [shop.coupon]", "- attributes: [shop.coupon, shop.note]")
	if failed := github(p); len(failed) != 3 {
		t.Errorf("of check, test and catalog only %q failed on a broken project", failed)
	}
	if sarif := p.read("privacy.sarif"); !strings.Contains(sarif, `"ruleId": "unused_privacy"`) {
		t.Error("the finding is not in the SARIF file")
	}
}

func TestGitLabRecipe(t *testing.T) {
	var pipeline struct {
		Privacy struct {
			Script    []string
			Artifacts struct {
				Reports struct{ JUnit string }
				Paths   []string
			}
		}
	}
	readYAML(t, "gitlab/privacy.gitlab-ci.yml", &pipeline)
	p := newProject(t)
	p.must(pipeline.Privacy.Script...)
	for _, name := range append(pipeline.Privacy.Artifacts.Paths, pipeline.Privacy.Artifacts.Reports.JUnit) {
		if p.read(name) == "" {
			t.Errorf("the artifact %s was not written", name)
		}
	}
	p.edit("[memory_limiter, privacy, batch]", "[memory_limiter, batch]")
	if out, ok := p.sh(pipeline.Privacy.Script...); ok || !strings.Contains(out, "unused_privacy") {
		t.Errorf("passes on a broken project, or does not say why:\n%s", out)
	}
}

func TestGitHook(t *testing.T) {
	p := newProject(t)
	p.must("git init -q .", "git config user.email ci@localhost", "git config user.name ci",
		"cp pre-commit/pre-commit .git/hooks/pre-commit", "git add .", "git commit -q -m sound")
	p.edit("[memory_limiter, privacy, batch]", "[memory_limiter, batch]")
	// What is not part of the commit does not stop it.
	p.must("git commit -q --allow-empty -m other")
	if out, ok := p.sh("git add collector.yaml", "git commit -q -m broken"); ok || !strings.Contains(out, "unused_privacy") {
		t.Errorf("a broken configuration was committed, or the reason is missing:\n%s", out)
	}
}

// TestPreCommitHook: the framework calls the entry with the names of the files.
func TestPreCommitHook(t *testing.T) {
	var hooks []struct{ ID, Entry, Language string }
	readYAML(t, "../../.pre-commit-hooks.yaml", &hooks)
	var user struct {
		Repos []struct {
			Hooks []struct{ ID string }
		}
	}
	readYAML(t, "pre-commit/pre-commit-config.yaml", &user)
	if len(hooks) != 1 || user.Repos[0].Hooks[0].ID != hooks[0].ID {
		t.Fatalf("the example names %+v, the repository has %+v", user, hooks)
	}
	p := newProject(t)
	p.must(hooks[0].Entry + " collector.yaml")
}
