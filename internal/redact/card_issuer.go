package redact

// An issuer is a network of payment cards: the first digits of its numbers, between two bounds, and their lengths.
type issuer struct {
	from, to string
	lengths  sizes
}

// sizes is a set of small numbers, a bit each.
type sizes uint32

func sizesOf(list ...int) (s sizes) {
	for _, n := range list {
		s |= 1 << n
	}
	return s
}

// Lengths that more than one network has.
var (
	from12 = sizesOf(12, 13, 14, 15, 16, 17, 18, 19)
	from14 = sizesOf(14, 15, 16, 17, 18, 19)
	from16 = sizesOf(16, 17, 18, 19)
	only15 = sizesOf(15)
	only16 = sizesOf(16)

	// noTicks leaves out the digits of a time in ticks of .NET, which begins with 63 from 1997 to 2029.
	noTicks = from12 &^ sizesOf(18)
)

// issuers are told by ISO/IEC 7812 and by the networks' own tables. The first one decides in whose bounds a number lies.
var issuers = []issuer{
	{"4", "4", sizesOf(13, 16, 19)},       // Visa
	{"51", "55", only16},                  // Mastercard
	{"2221", "2720", only16},              // Mastercard
	{"34", "34", only15},                  // American Express
	{"37", "37", only15},                  // American Express
	{"300", "305", from14},                // Diners Club
	{"3095", "3095", from14},              // Diners Club
	{"36", "36", from14},                  // Diners Club
	{"38", "39", from14},                  // Diners Club
	{"3528", "3589", from16},              // JCB
	{"35", "35", only16},                  // JCB as most validators have it
	{"1800", "1800", only15},              // JCB before 2007
	{"2131", "2131", only15},              // JCB before 2007
	{"6011", "6011", from16},              // Discover
	{"622126", "622925", from16},          // Discover
	{"644", "649", from16},                // Discover
	{"65", "65", from16},                  // Discover
	{"62", "62", from14},                  // UnionPay
	{"81", "81", from14},                  // UnionPay
	{"2200", "2204", from16},              // Mir
	{"9792", "9792", from16},              // Troy
	{"60", "60", only16},                  // RuPay
	{"508", "508", only16},                // RuPay
	{"82", "82", only16},                  // RuPay
	{"50", "50", from12},                  // Maestro, Verve
	{"56", "59", from12},                  // Maestro
	{"67", "67", from12},                  // Maestro
	{"6304", "6304", noTicks},             // Maestro
	{"639", "639", noTicks},               // Maestro
	{"6331", "6334", sizesOf(16, 18, 19)}, // Switch and Solo, now Maestro
	{"636", "638", only16},                // InstaPayment and others
}

// isIssued reports whether digits have the prefix and length of an issuer.
func isIssued(digits []byte) bool {
	for i := range issuers {
		n := &issuers[i]
		if prefix := string(digits[:len(n.from)]); n.from <= prefix && prefix <= n.to {
			return n.lengths>>len(digits)&1 != 0
		}
	}
	return false
}
