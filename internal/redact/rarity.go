package redact

import "sync"

// gramCounts says how often each gram stands in sample. Literals are filed under the gram that ordinary telemetry holds
// least often, so that the sweep seldom stops for nothing.
var gramCounts = sync.OnceValue(func() *[1 << gramBits]uint8 {
	t := new([1 << gramBits]uint8)
	for end := 3; end <= len(sample); end++ {
		if n := &t[gramAt(sample, end)]; *n < 255 {
			*n++
		}
	}
	return t
})

// letterCosts approximates how common a code is, to tell grams apart that sample does not hold.
var letterCosts = sync.OnceValue(func() *[1 << codeBits]int {
	t := new([1 << codeBits]int)
	for i := range len(sample) {
		t[entries[sample[i]]&codeMask]++
	}
	return t
})

// rarestGram returns the end of the gram of s that ordinary telemetry holds least often. s has three bytes or more.
func rarestGram(s string) int {
	counts, costs := gramCounts(), letterCosts()
	best, end := -1, 3
	for e := 3; e <= len(s); e++ {
		cost := int(counts[gramAt(s, e)]) << 40
		product := 1
		for i := e - 3; i < e; i++ {
			product *= 1 + costs[entries[s[i]]&codeMask]
		}
		cost += min(product, 1<<40-1)
		if best < 0 || cost < best {
			best, end = cost, e
		}
	}
	return end
}

// sample is what values of ordinary telemetry look like; it only steers speed.
const sample = `https://shop.example.com/api/v1/customers/1234/orders?page=2&limit=50&sort=created_at&filter=status:active
GET /api/v2/products/{id}/reviews HTTP/1.1 POST /oauth2/authorize PUT DELETE PATCH HEAD OPTIONS application/json; charset=utf-8
text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8 gzip, deflate, br keep-alive no-cache max-age=3600
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.4 Mobile/15E148 iPhone; CPU iPhone OS 17_4 like Mac OS X okhttp/4.12.0
SELECT id, name, price, created_at, updated_at FROM products WHERE category_id = $1 AND active = true ORDER BY name LIMIT 20
INSERT INTO orders (customer_id, total, currency, status) VALUES ($1, $2, $3, $4) RETURNING id UPDATE inventory SET quantity = quantity - ?
SELECT o.id, o.status, c.name FROM orders o INNER JOIN customers c ON c.id = o.customer_id WHERE o.created_at BETWEEN ? AND ? GROUP BY o.id
DELETE FROM sessions WHERE expires_at < now() BEGIN COMMIT ROLLBACK HGETALL cart: SETEX EXPIRE db.collection.name postgresql redis mysql
java.lang.IllegalStateException: Connection refused: payment-service.internal:8443 at com.example.shop.checkout.PaymentClient.charge
	at org.springframework.web.servlet.DispatcherServlet.doDispatch(DispatcherServlet.java:1089) at java.base/java.lang.Thread.run(Thread.java:840)
Caused by: java.net.SocketTimeoutException: Read timed out at io.netty.channel.AbstractChannelHandlerContext.invokeChannelRead
Traceback (most recent call last): File "/usr/local/lib/python3.12/site-packages/flask/app.py", line 1473, in wsgi_app response = self.full_dispatch_request()
TypeError: Cannot read properties of undefined (reading 'length') at Object.<anonymous> (/app/node_modules/express/lib/router/layer.js:95:5)
panic: runtime error: index out of range goroutine 1 [running]: main.main() /home/runner/work/shop/shop/cmd/server/main.go:42 +0x1d
context deadline exceeded rpc error: code = Unavailable desc = transport is closing opentelemetry.proto.collector.trace.v1.TraceService/Export
grpc.health.v1.Health/Check CheckoutService PlaceOrder ListRecommendations GetProduct ShippingQuote k8s.pod.name checkout-7d9c5b6f4-x2x5z
us-east-1 eu-central-1a production staging default namespace kube-system 10.0.12.34 192.168.1.10 2026-01-15T10:30:00.000Z 4318 5432 6379
{"id":"3fa85f64-5717-4562-b3fc-2c963f66afa6","items":[{"sku":"WIDGET-1","quantity":2,"price":19.99}],"currency":"EUR","total":39.98}
00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
telemetry.sdk.language nodejs service.instance.id cloud.region host.arch amd64 os.type linux process.runtime.version container.image.name
true false null none unset error ok client server internal producer consumer message.type SENT RECEIVED tcp ipv4 utf-8 feature_flag.key
successfully completed processing request failed retrying attempt connection established closed user service order item cart product
/home/app/public/assets/images/logo.png /var/log/nginx/access.log /v1/chat/completions gpt-4o input_tokens output_tokens temperature
`
