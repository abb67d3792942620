using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Extensions.AI.Tests.Support;
using RagPruner.Models;
using RagPruner.Pipeline;

namespace RagPruner.Extensions.AI.Tests;

public sealed class AddRagPrunerTests
{
    [Fact]
    public async Task A_minimal_host_answers_with_its_own_drafter_store_and_chat_client()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IDrafter>(new ModelDrafter(new Rating()));
        builder.Services.AddSingleton<IRetriever>(new VectorStoreRetriever<Page>(
            new FakeCollection(new Page("a", "It leaves at ten.", "ferry"), new Page("b", "Dogs travel free.", "dogs")),
            new VectorStoreRetrieverOptions<Page> { Id = p => p.Key, Text = p => p.Body }));
        builder.Services.AddSingleton<IChatClient>(new FakeChatClient("At ten. [1]"));
        builder.Services.AddRagPruner(options => options.Deadline = TimeSpan.FromSeconds(30));
        await using var app = builder.Build();
        app.MapGet("/ask", async (HttpContext context, AnswerPipeline pipeline) =>
            (await pipeline.AnswerAsync(new PruneRequest(context.Request.Query["q"]!), cancellationToken: context.RequestAborted)).Answer.Text);
        await app.StartAsync();

        using var http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
        (await http.GetStringAsync("/ask?q=When%3F")).ShouldBe("At ten. [1]");
        await app.StopAsync();
    }

    [Fact]
    public async Task A_host_without_a_drafter_does_not_start_and_says_what_it_needs()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IChatClient>(new FakeChatClient("x"));
        builder.Services.AddRagPruner();
        using var host = builder.Build();
        (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync())).Message.ShouldContain("An IChatClient returns none.");
    }

    [Fact]
    public async Task Options_that_are_out_of_range_are_all_named_at_the_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IDrafter>(new ModelDrafter(new Rating()));
        builder.Services.AddRagPruner(o => (o.Deadline, o.MaxDraftTokens, o.FinalInputUsdPerMillion) = (TimeSpan.Zero, 65, double.NaN));
        using var host = builder.Build();
        var message = (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync())).Message;
        message.ShouldContain("Deadline");
        message.ShouldContain("MaxDraftTokens");
        message.ShouldContain("FinalPrice");
    }

    [Fact]
    public async Task Options_come_from_a_section_of_the_configuration_too()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["RagPruner:MaxQuestionLength"] = "10" });
        builder.Services.AddSingleton<IDrafter>(new ModelDrafter(new Rating()));
        builder.Services.AddRagPruner();
        builder.Services.Configure<RagPrunerOptions>(builder.Configuration.GetSection("RagPruner"));
        using var host = builder.Build();
        var pruner = host.Services.GetRequiredService<ContextPruner>();
        await Should.ThrowAsync<Errors.PrunerInvalidInput>(() => pruner.PruneAsync(new PruneRequest("longer than ten characters") { Documents = [new Document("x")] }));
    }

    [Fact]
    public void A_pruner_of_ones_own_stays_and_both_services_are_one_for_all()
    {
        var services = new ServiceCollection();
        var own = new ContextPruner(new ModelDrafter(new Rating()));
        services.AddSingleton(own).AddSingleton<IDrafter>(new ModelDrafter(new Rating())).AddSingleton<IChatClient>(new FakeChatClient("x"));
        services.AddRagPruner().AddRagPruner();
        using var provider = services.BuildServiceProvider(validateScopes: true);
        provider.GetRequiredService<ContextPruner>().ShouldBeSameAs(own);
        provider.GetRequiredService<AnswerPipeline>().ShouldBeSameAs(provider.GetRequiredService<AnswerPipeline>());
    }

    /// <summary>Rates every question alike, and drafts the same.</summary>
    private sealed class Rating : IModel
    {
        public ModelAbilities Abilities { get; } = new() { OutputLogprobs = true, PromptLogprobs = true };

        public Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken) =>
            Task.FromResult(new Completion("ten") { Tokens = [new CompletionToken("ten", -0.1)], PromptTokens = [new PromptToken(request.Prompt.User, -1)] });
    }
}
