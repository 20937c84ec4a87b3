package lookup

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // containers have no zones, and customers do

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/page"
)

// defaultMinutes is what "about" means if nobody says more.
const defaultMinutes = 15

// maxMinutes bounds the field; the service bounds the window.
const maxMinutes = 20_000

// zones are offered by the form; it takes every name of the IANA database.
var zones = []string{
	"UTC", "Europe/London", "Europe/Lisbon", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Rome",
	"Europe/Warsaw", "Europe/Athens", "Europe/Istanbul", "Africa/Lagos", "Africa/Cairo", "Africa/Johannesburg",
	"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Toronto",
	"America/Mexico_City", "America/Bogota", "America/Sao_Paulo", "America/Argentina/Buenos_Aires",
	"Asia/Dubai", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok", "Asia/Jakarta", "Asia/Singapore", "Asia/Shanghai",
	"Asia/Tokyo", "Asia/Seoul", "Australia/Perth", "Australia/Sydney", "Pacific/Auckland",
}

func nowIn(zone *time.Location) page.When {
	w := page.When{Zone: zone.String(), Minutes: defaultMinutes}
	w.Date, w.Time = clock(time.Now().In(zone))
	return w
}

// clock is t as the fields for a date and a time hold it.
func clock(t time.Time) (date, minute string) { return t.Format(time.DateOnly), t.Format("15:04") }

func whenOf(f url.Values) page.When {
	minutes, err := strconv.Atoi(strings.TrimSpace(f.Get("minutes")))
	if err != nil || minutes < 1 || minutes > maxMinutes {
		minutes = 0 // window says so
	}
	return page.When{Date: f.Get("date"), Time: f.Get("time"), Zone: strings.TrimSpace(f.Get("zone")), Minutes: minutes}
}

// window turns "about 14:15, give or take 15 minutes, in Berlin" into a window.
// A time that the clocks there skipped or showed twice is taken as Go takes it;
// the minutes around it matter more.
func window(w page.When) (from, to time.Time, zone *time.Location, bad *Refusal) {
	zone, err := time.LoadLocation(w.Zone)
	if err != nil || w.Zone == "" || w.Zone == "Local" {
		return from, to, nil, invalid("time zone", "must be a name such as Europe/Berlin or UTC")
	}
	if w.Minutes == 0 {
		return from, to, nil, invalid("minutes", fmt.Sprintf("must be 1 to %d", maxMinutes))
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", w.Date+" "+firstFive(w.Time), zone)
	if err != nil {
		return from, to, nil, invalid("date and time", "must be given, such as 2026-03-31 and 14:15")
	}
	around := time.Duration(w.Minutes) * time.Minute
	return at.Add(-around), at.Add(around), zone, nil
}

// firstFive drops the seconds that some browsers add to a time.
func firstFive(s string) string {
	if len(s) > 5 && s[5] == ':' {
		return s[:5]
	}
	return s
}

// between is a window in words.
func between(from, to time.Time, zone *time.Location) string {
	from, to = from.In(zone), to.In(zone)
	end := to.Format("15:04 MST")
	if from.YearDay() != to.YearDay() || from.Year() != to.Year() {
		end = to.Format("2006-01-02 15:04 MST")
	}
	return "between " + from.Format("2006-01-02 15:04") + " and " + end
}
