package main

import (
	"fmt"
	"math"
	"os"
	"strings"
)

// A point of a curve.
type point struct{ x, y float64 }

// Measures of a picture, in pixels.
const (
	width, height = 560.0, 360.0
	left, bottom  = 80.0, 60.0 // room for the numbers of the axes
	top, right    = 40.0, 20.0
	ticks         = 5
)

// draw writes a curve as an SVG picture. The y axis begins at zero; the x axis
// is logarithmic if log is set.
func draw(file, title, xLabel, yLabel string, log bool, points []point) error {
	scale := func(x float64) float64 { return x }
	if log {
		scale = math.Log10
	}
	first, last := scale(points[0].x), scale(points[len(points)-1].x)
	highest := 0.0
	for _, p := range points {
		highest = max(highest, p.y)
	}
	highest *= 1.1
	px := func(x float64) float64 { return left + (scale(x)-first)/(last-first)*(width-left-right) }
	py := func(y float64) float64 { return height - bottom - y/highest*(height-bottom-top) }

	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="white"/><text x="%g" y="24" font-size="14">%s</text>`+"\n", left, title)
	for i := range ticks + 1 {
		y := highest * float64(i) / ticks
		fmt.Fprintf(&b, `<path d="M%g %.1fH%g" stroke="#ddd"/><text x="%g" y="%.1f" text-anchor="end">%s</text>`+"\n", left, py(y), width-right, left-6, py(y)+4, number(y))
	}
	var line strings.Builder
	for i, p := range points {
		fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3" fill="#05a"/><text x="%.1f" y="%g" text-anchor="middle">%s</text>`+"\n", px(p.x), py(p.y), px(p.x), height-bottom+18, number(p.x))
		fmt.Fprintf(&line, "%c%.1f %.1f", "ML"[min(i, 1)], px(p.x), py(p.y))
	}
	fmt.Fprintf(&b, `<path d="%s" fill="none" stroke="#05a" stroke-width="2"/>`+"\n", line.String())
	fmt.Fprintf(&b, `<text x="%g" y="%g" text-anchor="middle">%s</text>`+"\n", (left+width-right)/2, height-14, xLabel)
	fmt.Fprintf(&b, `<text transform="translate(16 %g) rotate(-90)" text-anchor="middle">%s</text>`+"\n</svg>\n", (top+height-bottom)/2, yLabel)
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

// number writes v as short as the axis needs it.
func number(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%.3gM", v/1e6)
	case v >= 1e4:
		return fmt.Sprintf("%.3gk", v/1e3)
	default:
		return fmt.Sprintf("%.3g", v)
	}
}
