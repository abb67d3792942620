using System.Net;
using RagPruner.Local.Corpora;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.LocalCloud;

namespace RagPruner.Local.Tests.Support;

/// <summary>The local cloud over the samples, on a free port.</summary>
internal static class Cloud
{
    public static string Samples { get; } = Path.Combine(AppContext.BaseDirectory, "samples");

    public static async Task<LocalCloudServer> StartAsync()
    {
        var index = new IndexCache(IndexCache.DefaultFolder).IndexOf(Corpus.Open(Path.Combine(Samples, "corpus")));
        return await LocalCloudServer.StartAsync(IPAddress.Loopback, 0, index, new PromptModel(index.Statistics), FaultPlan.None, TimeProvider.System, default);
    }
}
