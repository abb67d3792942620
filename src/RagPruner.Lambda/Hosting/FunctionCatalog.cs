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

    /// <summary>The function of a process that serves any of them, built from the process's environment.</summary>
    /// <param name="handler">Its name, or its method as the managed runtime writes it: <c>Assembly::Namespace.ApiFunction::HandleAsync</c>.</param>
    /// <exception cref="PrunerMisconfigured">There is no such function.</exception>
    public static Function OfProcess(string? handler)
    {
        var name = handler?.Split("::") is [_, var type, _] ? type[(type.LastIndexOf('.') + 1)..] : handler;
        var definition = All.FirstOrDefault(d => name == d.Name || name == $"{d.Name}Function")
            ?? throw new PrunerMisconfigured($"_HANDLER: there is no function {handler}; there are {string.Join(", ", All.Select(d => d.Name))}.");
        return definition.Create(FunctionHost.OfProcess(definition.Parts, FunctionExtensions.None));
    }
}

/// <summary>A function.</summary>
/// <param name="Name">Its name, in the template and in the local cloud.</param>
/// <param name="Parts">What it is built from.</param>
/// <param name="Create">Builds it.</param>
internal sealed record FunctionDefinition(string Name, Parts Parts, Func<FunctionHost, Function> Create);
