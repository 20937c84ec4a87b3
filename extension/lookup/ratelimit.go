package lookup

import (
	"sync"
	"time"
)

// maxActors bounds the memory of a limiter. Beyond it the actor who has been
// quiet longest is forgotten.
const maxActors = 10_000

// limiter allows each actor so many events in any minute: not one more in a
// burst, since sixty IDs tried at once are sixty IDs tried. It is safe for
// concurrent use.
type limiter struct {
	perMinute int
	now       func() time.Time
	mu        sync.Mutex
	actors    map[string]*recent
}

// recent is a ring of the times of an actor's last allowed events.
type recent struct {
	times []time.Time
	next  int
}

func newLimiter(perMinute int) *limiter {
	return &limiter{perMinute: perMinute, now: time.Now, actors: map[string]*recent{}}
}

// allow reports whether actor may go on now.
func (l *limiter) allow(actor string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	r := l.actors[actor]
	if r == nil {
		if len(l.actors) >= maxActors {
			l.forget()
		}
		r = &recent{}
		l.actors[actor] = r
	}
	if len(r.times) < l.perMinute {
		r.times = append(r.times, now)
		return true
	}
	if oldest := r.times[r.next]; oldest.Add(time.Minute).After(now) {
		return false
	}
	r.times[r.next] = now
	r.next = (r.next + 1) % l.perMinute
	return true
}

func (l *limiter) forget() {
	var quietest string
	var since time.Time
	for actor, r := range l.actors {
		last := r.times[(r.next+len(r.times)-1)%len(r.times)]
		if quietest == "" || last.Before(since) {
			quietest, since = actor, last
		}
	}
	delete(l.actors, quietest)
}
