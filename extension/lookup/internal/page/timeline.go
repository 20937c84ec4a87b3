package page

import (
	"math"
	"slices"
	"time"
)

// The drawing's size, in its own units; the style sheet scales it.
const (
	width, height = 640.0, 280.0
	left, right   = 70.0, 604.0
	top, bottom   = 16.0, 244.0
	timeTicks     = 4
)

// Timeline is a drawing of traces: when they started against how long they took.
type Timeline struct {
	Width, Height            float64
	Left, Right, Top, Bottom float64
	Points                   []Point
	X, Y                     []Tick
}

// Point is one trace; Row is the number of its row, from 1.
type Point struct {
	X, Y   float64
	Row    int
	Failed bool
	Label  string
}

// Tick is a line of the grid.
type Tick struct {
	At    float64
	Label string
}

// NewTimeline draws rows; nil if there are none. Durations stand on a
// logarithmic scale: the slow one must not press all others flat.
func NewTimeline(rows []Row) *Timeline {
	if len(rows) == 0 {
		return nil
	}
	first, last := rows[0].At, rows[0].At
	shortest, longest := rows[0].Duration, rows[0].Duration
	for _, r := range rows {
		if r.At.Before(first) {
			first = r.At
		}
		if r.At.After(last) {
			last = r.At
		}
		shortest, longest = min(shortest, r.Duration), max(longest, r.Duration)
	}
	if span := last.Sub(first); span < time.Second {
		first, last = first.Add(-time.Second/2), last.Add(time.Second/2)
	}
	low := math.Floor(decade(shortest))
	high := math.Max(math.Ceil(decade(longest)), low+1)

	t := &Timeline{Width: width, Height: height, Left: left, Right: right, Top: top, Bottom: bottom}
	x := func(at time.Time) float64 {
		return round(left + (right-left)*float64(at.Sub(first))/float64(last.Sub(first)))
	}
	y := func(power float64) float64 { return round(bottom - (bottom-top)*(power-low)/(high-low)) }
	for i, r := range rows {
		p := Point{
			X: x(r.At), Y: y(decade(r.Duration)), Row: i + 1, Failed: r.Failure != nil,
			Label: r.At.Format("15:04:05") + ", " + Duration(r.Duration) + ", " + r.Service + " " + r.Operation,
		}
		if p.Failed {
			p.Label += ", failed"
		}
		t.Points = append(t.Points, p)
	}
	// Failed ones last: they are drawn above the others.
	slices.SortStableFunc(t.Points, func(a, b Point) int { return btoi(a.Failed) - btoi(b.Failed) })
	format := timeFormat(last.Sub(first))
	for i := range timeTicks {
		at := first.Add(last.Sub(first) * time.Duration(i) / (timeTicks - 1))
		t.X = append(t.X, Tick{x(at), at.Format(format)})
	}
	for power := low; power <= high; power++ {
		t.Y = append(t.Y, Tick{y(power), Duration(time.Duration(math.Pow(10, power)))})
	}
	return t
}

// decade is the power of ten of a duration in nanoseconds, not below a
// tenth of a millisecond.
func decade(d time.Duration) float64 {
	return math.Log10(float64(max(d, 100*time.Microsecond)))
}

func timeFormat(window time.Duration) string {
	switch {
	case window > 36*time.Hour:
		return "2 Jan"
	case window > 10*time.Minute:
		return "15:04"
	case window > 10*time.Second:
		return "15:04:05"
	}
	return "15:04:05.0"
}

func round(f float64) float64 { return math.Round(f*10) / 10 }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
