package otlp

import (
	"context"
	"errors"
	"fmt"
	"io"

	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// A Sender delivers one batch and returns once the collector has taken it.
type Sender func(context.Context, ptrace.Traces) error

// HTTP returns a sender of OTLP/HTTP with protobuf bodies to host:port.
func HTTP(address string) Sender {
	return func(ctx context.Context, td ptrace.Traces) error {
		body, err := ptraceotlp.NewExportRequestFromTraces(td).MarshalProto()
		if err != nil {
			return fmt.Errorf("send over HTTP: %w", err)
		}
		reply, err := post(ctx, address, "traces", body, nil)
		if err != nil {
			return err
		}
		answer := ptraceotlp.NewExportResponse()
		if err := answer.UnmarshalProto(reply); err != nil {
			return fmt.Errorf("send over HTTP: %w", err)
		}
		return taken(answer)
	}
}

// GRPC returns a sender of OTLP/gRPC to host:port, and what closes it.
func GRPC(address string) (Sender, io.Closer, error) {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, nil, fmt.Errorf("send over gRPC: %w", err)
	}
	client := ptraceotlp.NewGRPCClient(conn)
	return func(ctx context.Context, td ptrace.Traces) error {
		answer, err := client.Export(ctx, ptraceotlp.NewExportRequestFromTraces(td))
		if err != nil {
			return fmt.Errorf("send over gRPC: %w", err)
		}
		return taken(answer)
	}, conn, nil
}

// taken fails if the collector refused a part of the batch.
func taken(answer ptraceotlp.ExportResponse) error {
	if n := answer.PartialSuccess().RejectedSpans(); n > 0 {
		return fmt.Errorf("%d spans refused: %w", n, errors.New(answer.PartialSuccess().ErrorMessage()))
	}
	return nil
}
