using System.CommandLine;
using RagPruner.Local.KnowledgeBase;

namespace RagPruner.Local.Commands;

/// <summary>What a larger build of the tool adds to the commands of this one: models and retrieval in the same process.</summary>
internal interface IInProcess
{
    /// <summary>Options of every command that drafts or answers.</summary>
    IReadOnlyList<Option> ModelOptions { get; }

    /// <summary>Options of every command that retrieves.</summary>
    IReadOnlyList<Option> RetrievalOptions { get; }

    /// <summary>Commands of its own.</summary>
    IEnumerable<Command> Commands(Shell shell);

    /// <summary>Whether the options choose its models.</summary>
    bool IsChosen(ParseResult parsed);

    /// <summary>Loads the chosen models.</summary>
    /// <exception cref="PrunerException">An option is wrong, or a model cannot be loaded.</exception>
    InProcessModels OpenModels(ParseResult parsed);

    /// <summary>What contexts are found by.</summary>
    /// <exception cref="PrunerException">An option is wrong, or what it needs cannot be loaded.</exception>
    ISearch SearchOn(ParseResult parsed, KnowledgeIndex index, Shell shell, CancellationToken cancellationToken);
}
