package lookup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/client"
)

// LocalActor is the name of whoever asks without an authenticator: somebody on
// this machine.
const LocalActor = "local"

// maxActorName bounds the name that goes into the audit log.
const maxActorName = 256

// Actor is who asks.
type Actor struct {
	// Name stands in the audit log.
	Name string
	// Roles are what the actor may do.
	Roles []Role
	// Client is the address the request came from.
	Client string
}

// May reports whether the actor has the role.
func (a Actor) May(r Role) bool { return slices.Contains(a.Roles, r) }

// Local is the actor on this machine, who may do everything.
func Local(client string) Actor { return Actor{LocalActor, roles, client} }

// actorNames are the attributes in which known authenticators keep a name: oidc
// the subject, basicauth the username.
var actorNames = []string{"subject", "username", "sub", "preferred_username", "email"}

// actor returns who asks, by what the authenticator found out. Someone without
// a name has no role: the audit log must be able to say who it was.
func (c *AccessConfig) actor(ctx context.Context) Actor {
	info := client.FromContext(ctx)
	a := Actor{Name: "unknown"}
	if info.Addr != nil {
		a.Client = info.Addr.String()
	}
	if info.Auth == nil {
		return a
	}
	names := actorNames
	if c.ActorAttribute != "" {
		names = []string{c.ActorAttribute}
	}
	named := false
	for _, n := range names {
		if v := texts(info.Auth.GetAttribute(n)); len(v) == 1 && v[0] != "" && len(v[0]) <= maxActorName {
			a.Name, named = strings.ToValidUTF8(v[0], "?"), true
			break
		}
	}
	if !named {
		return a
	}
	granted := slices.Clone(c.Actors[a.Name])
	for _, v := range texts(info.Auth.GetAttribute(c.RoleAttribute)) {
		granted = append(granted, c.Grants[v]...)
	}
	slices.Sort(granted)
	a.Roles = slices.Compact(granted)
	return a
}

// texts returns an attribute's values: authenticators give one text, several,
// or what JSON made of them.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []string:
		return v
	case []any:
		var out []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	case fmt.Stringer:
		return []string{v.String()}
	}
	return nil
}
