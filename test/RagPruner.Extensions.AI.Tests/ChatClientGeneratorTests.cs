using System.Net;
using Microsoft.Extensions.AI;
using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Errors;
using RagPruner.Extensions.AI.Tests.Support;

namespace RagPruner.Extensions.AI.Tests;

public sealed class ChatClientGeneratorTests
{
    private static readonly GenerationRequest s_request = new("When?", [new Context { Id = "a", Text = "It leaves at ten.", Rank = 1 }], "fence");

    [Fact]
    public async Task An_answer_has_the_clients_text_and_what_it_reports_of_tokens()
    {
        var client = new FakeChatClient("At ten. [1]");
        var text = await new ChatClientGenerator(client, new ChatClientGeneratorOptions { MaxTokens = 99, ModelId = "m" }).GenerateAsync(s_request, null, default);
        text.Text.ShouldBe("At ten. [1]");
        (text.InputTokens, text.OutputTokens, text.CacheReadInputTokens).ShouldBe((20, 5, 8));
        var (messages, options) = client.Asked.Single();
        messages.Select(m => m.Role).ShouldBe([ChatRole.System, ChatRole.User]);
        messages[1].Text.ShouldContain("It leaves at ten.");
        (options!.MaxOutputTokens, options.ModelId, options.Temperature).ShouldBe((99, "m", 0f));
    }

    [Fact]
    public async Task Streamed_it_comes_in_pieces_and_whole()
    {
        var pieces = new Pieces();
        var text = await new ChatClientGenerator(new FakeChatClient("At ten in the evening.")).GenerateAsync(s_request, pieces, default);
        pieces.Texts.Count.ShouldBe(5);
        string.Concat(pieces.Texts).ShouldBe(text.Text);
        text.OutputTokens.ShouldBe(5);
    }

    [Fact]
    public async Task A_model_that_refuses_a_temperature_is_sent_none()
    {
        var client = new FakeChatClient("At ten.");
        await new ChatClientGenerator(client, new ChatClientGeneratorOptions { SendsTemperature = false }).GenerateAsync(s_request, null, default);
        client.Asked.Single().Options!.Temperature.ShouldBeNull();
    }

    [Fact]
    public async Task Without_reported_tokens_they_are_estimated()
    {
        var text = await new ChatClientGenerator(new FakeChatClient("At ten.") { Usage = null }).GenerateAsync(s_request, null, default);
        text.InputTokens.ShouldBeGreaterThan(0);
        text.OutputTokens.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_cut_answer_and_a_blocked_one_are_told()
    {
        (await new ChatClientGenerator(new FakeChatClient("At") { Finish = ChatFinishReason.Length }).GenerateAsync(s_request, null, default)).IsTruncated.ShouldBeTrue();
        (await new ChatClientGenerator(new FakeChatClient("") { Finish = ChatFinishReason.ContentFilter }).GenerateAsync(s_request, null, default)).IsBlocked.ShouldBeTrue();
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, ErrorKind.Throttled)]
    [InlineData(HttpStatusCode.ServiceUnavailable, ErrorKind.Overloaded)]
    [InlineData(HttpStatusCode.BadGateway, ErrorKind.UpstreamFailed)]
    [InlineData(HttpStatusCode.RequestTimeout, ErrorKind.UpstreamFailed)]
    [InlineData(HttpStatusCode.Unauthorized, ErrorKind.Misconfigured)]
    public async Task A_failure_has_the_kind_of_its_status(HttpStatusCode status, ErrorKind kind)
    {
        var client = new FakeChatClient("") { Failure = new HttpRequestException("secret text", null, status) };
        var failure = await Should.ThrowAsync<PrunerException>(() => new ChatClientGenerator(client).GenerateAsync(s_request, null, default));
        failure.Kind.ShouldBe(kind);
        failure.Message.ShouldBe("The chat client failed: HttpRequestException.");
    }

    [Fact]
    public async Task What_only_the_provider_can_tell_its_caller_may_say()
    {
        var client = new FakeChatClient("") { Failure = new NotSupportedException("429") };
        var generator = new ChatClientGenerator(client, new ChatClientGeneratorOptions { KindOf = e => e.Message == "429" ? ErrorKind.Throttled : null });
        await Should.ThrowAsync<PrunerThrottled>(() => generator.GenerateAsync(s_request, new Pieces(), default));
        await Should.ThrowAsync<PrunerUpstreamFailed>(() => new ChatClientGenerator(client).GenerateAsync(s_request, null, default));
    }

    [Fact]
    public async Task A_cancellation_of_ones_own_is_one_and_a_time_limit_of_the_clients_is_a_failure()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => new ChatClientGenerator(new FakeChatClient("x")).GenerateAsync(s_request, null, cancelled.Token));
        await Should.ThrowAsync<PrunerUpstreamFailed>(() =>
            new ChatClientGenerator(new FakeChatClient("x") { Failure = new TaskCanceledException() }).GenerateAsync(s_request, null, default));
    }

    private sealed class Pieces : IProgress<string>
    {
        public List<string> Texts { get; } = [];

        public void Report(string value) => Texts.Add(value);
    }
}
