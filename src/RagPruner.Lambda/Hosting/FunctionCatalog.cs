using RagPruner.Lambda.Api;
using RagPruner.Lambda.Batch;
using RagPruner.Lambda.Questions;
using RagPruner.Lambda.Settings;
using RagPruner.Lambda.Stages;

namespace RagPruner.Lambda.Hosting;

/// <summary>Every function there is, for whoever hosts them all: the local cloud, and tests of the template.</summary>
internal static class FunctionCatalog
{
    public static IReadOnlyList<FunctionDefinition> All { get; } =
    [
        new("Api", Parts.All, static h => new ApiFunction(h)),
        new("Answer", Parts.All, static h => new AnswerFunction(h)),
        new("PruneContexts", Parts.Retriever | Parts.Drafter, static h => new PruneContextsFunction(h)),
        new("Retrieve", Parts.Retriever, static h => new RetrieveFunction(h)),
        new("Survey", Parts.Drafter, static h => new SurveyFunction(h)),
        new("Draft", Parts.Drafter, static h => new DraftFunction(h)),
        new("Prune", Parts.None, static h => new PruneFunction(h)),
        new("Generate", Parts.Generator, static h => new GenerateFunction(h)),
        new("Batch", Parts.All, static h => new BatchFunction(h)),
    ];
}

/// <summary>A function.</summary>
/// <param name="Name">Its name, in the template and in the local cloud.</param>
/// <param name="Parts">What it is built from.</param>
/// <param name="Create">Builds it.</param>
internal sealed record FunctionDefinition(string Name, Parts Parts, Func<FunctionHost, Function> Create);
