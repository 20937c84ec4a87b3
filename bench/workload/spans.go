package workload

import (
	"fmt"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const userAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"

func (g *generator) resource(a pcommon.Map, i int) {
	a.PutStr("service.name", []string{"frontend", "orders", "payment", "users", "cart", "search", "mail", "ads"}[i%8])
	a.PutStr("service.namespace", "shop")
	a.PutStr("service.version", "1.42.0")
	a.PutStr("service.instance.id", "627cc493-f310-47de-96bd-71410b7dec09")
	a.PutStr("host.name", fmt.Sprintf("ip-10-0-%d-17.eu-west-1.compute.internal", i))
	a.PutStr("k8s.pod.name", "shop-7d9c6b5f4-x2x9k")
	a.PutStr("k8s.namespace.name", "production")
	a.PutStr("telemetry.sdk.language", "go")
	a.PutStr("telemetry.sdk.version", "1.47.0")
	a.PutStr("deployment.environment.name", "production")
}

func (g *generator) server(sp ptrace.Span) {
	sp.SetKind(ptrace.SpanKindServer)
	sp.SetName("GET /api/v1/orders/{id}")
	a := sp.Attributes()
	order := g.rand.IntN(100000)
	a.PutStr("http.request.method", "GET")
	a.PutStr("url.scheme", "https")
	a.PutStr("url.path", fmt.Sprintf("/api/v1/orders/%d", order))
	a.PutStr("url.query", "page=2&sort=created_at&direction=desc&currency=EUR")
	a.PutStr("http.route", "/api/v1/orders/{id}")
	a.PutInt("http.response.status_code", 200)
	a.PutStr("server.address", "shop.example.com")
	a.PutInt("server.port", 443)
	a.PutStr("network.protocol.version", "1.1")
	a.PutStr("user_agent.original", userAgent)
	a.PutEmptySlice("http.request.header.accept").AppendEmpty().SetStr("application/json, text/plain, */*")
	a.PutEmptySlice("http.request.header.x-request-id").AppendEmpty().SetStr("0af76519-16cd-43dd-8448-eb211c80319c")
	if g.Variant == Clean {
		a.PutStr("network.local.address", "10.0.3.17")
		a.PutEmptySlice("http.request.header.baggage").AppendEmpty().SetStr("tenant=acme,user.id=" + g.user + ",release=2026-06")
	} else {
		a.PutStr("client.address", fmt.Sprintf("203.0.113.%d", g.rand.IntN(256)))
		a.PutEmptySlice("http.request.header.baggage").AppendEmpty().SetStr("tenant=acme,user.id=" + g.user + ",release=2026-06")
	}
	a.PutStr("user.account_id", g.account)
	a.PutStr("app.feature", "checkout-v2")
	a.PutBool("app.cache.hit", true)
}

func (g *generator) client(sp ptrace.Span) {
	sp.SetKind(ptrace.SpanKindClient)
	sp.SetName("POST")
	a := sp.Attributes()
	a.PutStr("http.request.method", "POST")
	a.PutStr("url.full", fmt.Sprintf("https://payment.internal:8443/v2/charges?order=%d&currency=EUR&capture=true", g.rand.IntN(100000)))
	a.PutStr("server.address", "payment.internal")
	a.PutInt("server.port", 8443)
	a.PutInt("http.response.status_code", 201)
	a.PutInt("http.request.resend_count", 0)
	a.PutStr("network.peer.address", "10.0.7.21")
	a.PutInt("network.peer.port", 8443)
	a.PutStr("network.protocol.name", "http")
	a.PutStr("network.protocol.version", "2")
	a.PutStr("thread.name", "http-nio-8080-exec-7")
	a.PutInt("thread.id", 47)
	a.PutStr("code.function.name", "com.example.shop.payment.PaymentClient.charge")
	a.PutStr("code.file.path", "src/main/java/com/example/shop/payment/PaymentClient.java")
	a.PutInt("code.line.number", 112)
	a.PutStr("peer.service", "payment")
}

func (g *generator) database(sp ptrace.Span) {
	sp.SetKind(ptrace.SpanKindClient)
	sp.SetName("SELECT orders")
	a := sp.Attributes()
	a.PutStr("db.system.name", "postgresql")
	a.PutStr("db.namespace", "shop")
	a.PutStr("db.operation.name", "SELECT")
	a.PutStr("db.collection.name", "orders")
	a.PutStr("db.query.text", "SELECT o.id, o.total, o.currency, i.sku FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.customer_id = $1 AND o.status = $2 ORDER BY o.created_at DESC LIMIT $3")
	a.PutStr("db.query.summary", "SELECT orders order_items")
	a.PutStr("server.address", "orders-db.internal")
	a.PutInt("server.port", 5432)
	a.PutInt("db.response.returned_rows", 17)
	a.PutStr("network.peer.address", "10.0.9.3")
	a.PutInt("network.peer.port", 5432)
	a.PutStr("thread.name", "pool-2-thread-11")
	a.PutInt("thread.id", 51)
	a.PutStr("code.function.name", "com.example.shop.orders.OrderRepository.findByCustomer")
	a.PutStr("db.client.connection.pool.name", "orders-primary")
	a.PutStr("db.client.connection.state", "used")
}

func (g *generator) internal(sp ptrace.Span) {
	sp.SetKind(ptrace.SpanKindInternal)
	sp.SetName("OrderService.price")
	a := sp.Attributes()
	a.PutStr("code.function.name", "com.example.shop.orders.OrderService.price")
	a.PutStr("code.file.path", "src/main/java/com/example/shop/orders/OrderService.java")
	a.PutInt("code.line.number", 231)
	a.PutStr("thread.name", "http-nio-8080-exec-7")
	a.PutInt("thread.id", 47)
	a.PutDouble("app.order.total", 129.95)
	a.PutStr("app.order.currency", "EUR")
	a.PutInt("app.order.items", 3)
	a.PutStr("app.promotion", "summer-sale-2026")
	a.PutStr("feature_flag.key", "new-pricing")
	a.PutStr("feature_flag.result.variant", "blue")
	a.PutStr("feature_flag.provider.name", "flagd")
	a.PutBool("app.express", false)
	skus := a.PutEmptySlice("app.order.skus")
	for i := range 3 {
		skus.AppendEmpty().SetStr(fmt.Sprintf("SKU-%d", i+1))
	}
	m := a.PutEmptyMap("app.cart")
	m.PutStr("id", "c-20260601-17")
	m.PutInt("count", 3)
	m.PutEmptyMap("shipping").PutStr("method", "express-next-day")
	a.PutStr("app.state", "priced")
}

func (g *generator) exception(sp ptrace.Span) {
	sp.Status().SetCode(ptrace.StatusCodeError)
	sp.Status().SetMessage("payment declined: insufficient funds")
	e := sp.Events().AppendEmpty()
	e.SetName("exception")
	a := e.Attributes()
	a.PutStr("exception.type", "com.example.shop.payment.PaymentDeclinedException")
	a.PutStr("exception.message", "payment declined: insufficient funds")
	a.PutStr("exception.stacktrace", stacktrace)
}

const stacktrace = `com.example.shop.payment.PaymentDeclinedException: payment declined: insufficient funds
	at com.example.shop.payment.PaymentClient.charge(PaymentClient.java:112)
	at com.example.shop.orders.OrderService.pay(OrderService.java:231)
	at com.example.shop.orders.OrderController.checkout(OrderController.java:87)
	at java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)
	at java.base/java.lang.reflect.Method.invoke(Method.java:580)
	at org.springframework.web.method.support.InvocableHandlerMethod.doInvoke(InvocableHandlerMethod.java:255)
	at org.springframework.web.servlet.DispatcherServlet.doDispatch(DispatcherServlet.java:1089)
	at org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java:149)
	at java.base/java.lang.Thread.run(Thread.java:1583)
`

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// secret is a fresh 32-letter key.
func (g *generator) secret() string {
	b := make([]byte, 32)
	for i := range b {
		b[i] = alphabet[g.rand.IntN(len(alphabet))]
	}
	return string(b)
}
