package main

import (
	"net"

	"google.golang.org/grpc"
	_ "google.golang.org/grpc/encoding/gzip" // what exporters compress with
)

// sink takes what a collector exports, and reads nothing of it: its time is not
// what is measured.
type sink struct {
	server *grpc.Server
	addr   string
}

func startSink() (*sink, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &sink{addr: l.Addr().String()}
	s.server = grpc.NewServer(
		grpc.ForceServerCodec(unread{}),
		grpc.MaxRecvMsgSize(64<<20),
		grpc.UnknownServiceHandler(func(_ any, stream grpc.ServerStream) error {
			var request, response []byte // an empty response is a full success
			if err := stream.RecvMsg(&request); err != nil {
				return err
			}
			return stream.SendMsg(&response)
		}),
	)
	go func() { _ = s.server.Serve(l) }() // ends with Stop
	return s, nil
}

// unread is the codec of messages that stay bytes.
type unread struct{}

func (unread) Name() string { return "proto" }

func (unread) Marshal(v any) ([]byte, error) { return *v.(*[]byte), nil }

func (unread) Unmarshal(data []byte, v any) error {
	*v.(*[]byte) = data
	return nil
}
