'use strict';
// A shop whose logs and metrics, made by the OpenTelemetry SDK for JavaScript,
// hold what the people of users.js are and know. Telemetry goes to OTLP_HTTP, host:port.
const { NodeSDK, logs: sdkLogs, metrics: sdkMetrics } = require('@opentelemetry/sdk-node');
const { OTLPLogExporter } = require('@opentelemetry/exporter-logs-otlp-proto');
const { OTLPMetricExporter } = require('@opentelemetry/exporter-metrics-otlp-proto');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const base = `http://${process.env.OTLP_HTTP}/v1`;
const reader = new sdkMetrics.PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url: `${base}/metrics` }), exportIntervalMillis: 60_000 });
const sdk = new NodeSDK({
  serviceName: 'shop-signals',
  logRecordProcessors: [new sdkLogs.BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${base}/logs` }) })],
  traceExporter: new OTLPTraceExporter({ url: `${base}/traces` }),
  metricReaders: [reader],
  views: [{ instrumentName: 'payment.amount', aggregation: { type: sdkMetrics.AggregationType.EXPONENTIAL_HISTOGRAM } }],
});
sdk.start();
const { logs, SeverityNumber } = require('@opentelemetry/api-logs');
const { metrics, trace } = require('@opentelemetry/api');
const { users, planted } = require('./users');
const log = logs.getLogger('shop');
const meter = metrics.getMeter('shop');
const orders = meter.createCounter('shop.orders', { description: 'Orders, by customer' });
const cart = meter.createUpDownCounter('cart.items', { unit: '{item}' });
const latency = meter.createHistogram('checkout.duration', { unit: 's' });
const amount = meter.createHistogram('payment.amount');
const online = meter.createObservableGauge('users.online');
online.addCallback((r) => users.forEach((u) => r.observe(1, { 'session.id': u.session, 'user.id': u.id })));
const info = SeverityNumber.INFO;
function shop(u, i) {
  const who = { 'user.id': u.id, 'user.account_id': u.account, 'user.tier': u.tier };
  log.emit({ severityNumber: info, severityText: 'INFO', body: `checkout done for user ${u.id} <${u.email}>`, attributes: who });
  log.emit({ severityNumber: info, body: { event: 'login', user: { id: u.id, email: u.email, password: u.password }, tags: ['web', u.email], tries: i }, attributes: { 'session.id': u.session } });
  log.emit({ severityNumber: info, body: JSON.stringify({ msg: `order of ${u.id} paid`, customer: { id: u.id, account_id: u.account }, sku: 'SKU-1', authorization: `Bearer ${u.token}` }) });
  log.emit({ severityNumber: info, body: ['audit', u.email, { user_id: u.id }, [u.session]], eventName: 'audit' });
  log.emit({ severityNumber: SeverityNumber.ERROR, body: new TextEncoder().encode(`mail to ${u.email} bounced`), attributes: { 'url.full': `https://shop.example/u/${encodeURIComponent(u.id)}?email=${encodeURIComponent(u.email)}`, ...who } });
  log.emit({ severityNumber: SeverityNumber.ERROR, body: 'declined', exception: undefined, attributes: { ...who, 'exception.message': `no card on file for ${u.email} (${u.id})`, 'exception.stacktrace': `Error: ${u.id}\n    at pay (/app/pay.js:7:3)\n    token=${u.token}` } });
  orders.add(1, { ...who, region: 'region-eu' });
  cart.add(i, { 'enduser.id': u.id });
  latency.record(0.1 * i, { 'user.id': u.id, 'url.query': `email=${encodeURIComponent(u.email)}` });
  amount.record(10 + i, { 'customer.id': u.account, note: `paid by ${u.email}` });
}
const tracer = trace.getTracer('shop');
users.forEach((u, i) => tracer.startActiveSpan('checkout', (span) => { shop(u, i); span.end(); }));
require('node:fs').writeFileSync(process.argv[2], JSON.stringify(planted(), null, 1) + '\n');
sdk.shutdown().then(() => process.exit(0), (e) => { console.error(e); process.exit(1); });
