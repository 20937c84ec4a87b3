// Command signals-go is a shop whose logs and metrics, made by the OpenTelemetry
// SDK for Go, hold what its invented customers are and know. It sends them to
// OTLP_HTTP, host and port, and writes the list of what it planted to the file
// named as its argument. Exemplars hold the attributes that a view removed: the
// usual way in which an ID that nobody wanted in metrics gets into them.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/url"
	"os"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	otellog "go.opentelemetry.io/otel/log"
	"go.opentelemetry.io/otel/metric"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	if err := run(context.Background(), os.Getenv("OTLP_HTTP"), os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, endpoint, planted string) error {
	logExporter, err := otlploghttp.New(ctx, otlploghttp.WithEndpoint(endpoint), otlploghttp.WithInsecure())
	if err != nil {
		return err
	}
	metricExporter, err := otlpmetrichttp.New(ctx, otlpmetrichttp.WithEndpoint(endpoint), otlpmetrichttp.WithInsecure())
	if err != nil {
		return err
	}
	of := resource.NewSchemaless(attribute.String("service.name", "shop-signals"))
	logs := sdklog.NewLoggerProvider(sdklog.WithResource(of), sdklog.WithProcessor(sdklog.NewBatchProcessor(logExporter)))
	meters := sdkmetric.NewMeterProvider(
		sdkmetric.WithResource(of),
		sdkmetric.WithReader(sdkmetric.NewPeriodicReader(metricExporter)),
		sdkmetric.WithView(
			// The customer is no attribute of these; what is left out is in the exemplars.
			sdkmetric.NewView(sdkmetric.Instrument{Name: "checkout.*"}, sdkmetric.Stream{AttributeFilter: attribute.NewAllowKeysFilter("region")}),
			sdkmetric.NewView(sdkmetric.Instrument{Name: "payment.amount"}, sdkmetric.Stream{
				Aggregation:     sdkmetric.AggregationBase2ExponentialHistogram{MaxSize: 20, MaxScale: 4},
				AttributeFilter: attribute.NewAllowKeysFilter("region"),
			}),
		),
	)
	all := customers()
	if err := shop(ctx, logs, meters, all); err != nil {
		return err
	}
	return errors.Join(logs.Shutdown(ctx), meters.Shutdown(ctx), writePlanted(planted, all))
}

func shop(ctx context.Context, logs *sdklog.LoggerProvider, meters *sdkmetric.MeterProvider, all []customer) error {
	m := meters.Meter("shop")
	orders, err1 := m.Int64Counter("checkout.orders")
	duration, err2 := m.Float64Histogram("checkout.duration", metric.WithUnit("s"))
	amount, err3 := m.Float64Histogram("payment.amount")
	cart, err4 := m.Int64UpDownCounter("cart.items")
	last, err5 := m.Int64Gauge("last.order")
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return err
	}
	tracer := sdktrace.NewTracerProvider().Tracer("shop") // sampled spans make exemplars
	for i, c := range all {
		ctx, span := tracer.Start(ctx, "checkout")
		who := metric.WithAttributes(attribute.String("user.id", c.id), attribute.String("user.email", c.email),
			attribute.String("session.id", c.session), attribute.String("region", "region-eu"))
		orders.Add(ctx, 1, who)
		duration.Record(ctx, float64(i)/10, who)
		amount.Record(ctx, float64(10+i), who)
		cart.Add(ctx, int64(i), metric.WithAttributes(attribute.String("customer.id", c.account)))
		last.Record(ctx, int64(i), metric.WithAttributes(attribute.String("enduser.id", c.id)))
		write(ctx, logs, c)
		span.End()
	}
	return nil
}

// write logs through the API, with each type of body, and through log/slog.
func write(ctx context.Context, logs *sdklog.LoggerProvider, c customer) {
	l := logs.Logger("shop")
	for _, body := range []attribute.Value{
		attribute.StringValue("checkout done for " + c.id + " <" + c.email + ">"),
		attribute.MapValue(
			attribute.KeyValue{Key: "user", Value: attribute.MapValue(attribute.String("id", c.id), attribute.String("email", c.email))},
			attribute.String("password", c.password),
			attribute.KeyValue{Key: "notes", Value: attribute.SliceValue(attribute.StringValue("mailed "+c.email), attribute.Int64Value(7))},
		),
		attribute.SliceValue(attribute.StringValue(c.email), attribute.MapValue(attribute.String("session_id", c.session))),
		attribute.ByteSliceValue([]byte(`{"user_id":"` + c.id + `","authorization":"Bearer ` + c.token + `"}`)),
		attribute.StringValue(`{"msg":"` + c.id + ` signed in","user":{"id":"` + c.id + `"},"url":"/u?email=` + url.QueryEscape(c.email) + `"}`),
		attribute.Float64Value(0.93),
	} {
		var r otellog.Record
		r.SetBody(body)
		r.SetSeverity(otellog.SeverityInfo)
		r.AddAttributes(attribute.String("user.id", c.id), attribute.String("user.account_id", c.account), attribute.String("tier", "pro"))
		l.Emit(ctx, r)
	}
	s := slog.New(otelslog.NewHandler("shop-slog", otelslog.WithLoggerProvider(logs)))
	s.InfoContext(ctx, "slog: signed in as "+c.email, "user", slog.GroupValue(slog.String("id", c.id), slog.String("email", c.email)), "sku", "SKU-1")
	s.ErrorContext(ctx, "slog: payment failed", "error", fmt.Errorf("no card on file for %s (%s)", c.email, c.id), "userId", c.id, "api_key", c.token)
}

type customer struct{ id, account, session, email, password, token string }

// customers are ten invented people. What looks like a secret is assembled, for
// scanners of pushes.
func customers() (all []customer) {
	for i := range 10 {
		ids := []string{"usr_" + letters(i, 10) + "7", fmt.Sprint(80410000 + i*613), fmt.Sprintf("K%d-%d", 700+i, 288600+i*7)}
		all = append(all, customer{
			id: ids[i%len(ids)], account: "acct_" + letters(i+20, 11) + "4", session: "sess_" + letters(i+40, 20) + "9",
			email: fmt.Sprintf("fay.field%d@example.com", i), password: "Winter-" + letters(i+60, 9) + "!5", token: "gh" + "p_" + letters(i+80, 36),
		})
	}
	return all
}

// letters are n letters and digits that always are the same for a seed.
func letters(seed, n int) string {
	const from = "abcdefghjkmnpqrstuvwxyz23456789"
	s, out := uint32(seed)*7919+17, make([]byte, n)
	for i := range out {
		s = s*1103515245 + 12345
		out[i] = from[(s>>16)%uint32(len(from))]
	}
	return string(out)
}

type form struct {
	Form string `json:"form"`
	Text string `json:"text"`
}

type value struct {
	Scope string `json:"scope"`
	Class string `json:"class"`
	Value string `json:"value"`
	User  int    `json:"user"`
	Forms []form `json:"forms"`
}

func writePlanted(file string, all []customer) error {
	list := struct {
		Note        string   `json:"note"`
		MustSurvive []string `json:"must_survive"`
		Values      []value  `json:"values"`
	}{
		Note:        "every value is invented; scope id: becomes a pseudonym, email and secret: must be gone",
		MustSurvive: []string{"pro", "shop-signals", "checkout done", "SKU-1", "region-eu", "cart.items"},
	}
	for i, c := range all {
		for _, v := range []value{
			{Scope: "id", Class: "user_id", Value: c.id}, {Scope: "id", Class: "account_id", Value: c.account}, {Scope: "id", Class: "session_id", Value: c.session},
			{Scope: "email", Class: "email", Value: c.email}, {Scope: "secret", Class: "password", Value: c.password}, {Scope: "secret", Class: "token", Value: c.token},
		} {
			v.User, v.Forms = i, []form{{"raw", v.Value}}
			if escaped := url.QueryEscape(v.Value); escaped != v.Value {
				v.Forms = append(v.Forms, form{"percent", escaped})
			}
			list.Values = append(list.Values, v)
		}
	}
	text, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o600)
}
