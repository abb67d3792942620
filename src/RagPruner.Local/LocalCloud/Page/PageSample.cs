using System.Text.Json.Serialization;

namespace RagPruner.Local.LocalCloud.Page;

/// <summary>A question to try.</summary>
/// <param name="Question">The question.</param>
/// <param name="Shows">What there is to see.</param>
internal sealed record PageSample(string Question, string Shows)
{
    /// <summary>Documents in place of the knowledge base, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PageDocument>? Documents { get; init; }

    /// <summary>Every one, the first the most telling.</summary>
    public static IReadOnlyList<PageSample> All { get; } =
    [
        new("What is charged for moving a standard ticket to another day?",
            "The third result answers; copies are merged, and a draft says that it does not hold the answer."),
        new("How long was Purser silent after the model replacement in March 2025?", "The fourth result answers."),
        new("Above what monthly spending must the head of operations agree before the imported model may go on being used?",
            "Eight drafts say that the answer is not there."),
        new("How many bikes fit on MV Corran Light?", "The same page from two departments."),
        new("How much does the harbour tour cost?", "Four pages that cannot all be right.")
        {
            Documents =
            [
                new("tariff", "The tariff sheet of the harbour office lists the harbour tour at 18 euros for adults."),
                new("blog", "Everybody knows by now that the harbour tour costs 28 euros. Other pages have not been updated."),
                new("leaflet", "Harbour tour: 18 euros for adults, children travel free. Boats leave every hour from pier two."),
                new("guide", "A ticket for the harbour tour is 18 euros. The guide books add that the best light is in the evening."),
                new("history", "The harbour was built in 1871 and enlarged twice. Its first crane stands beside the ticket office."),
            ],
        },
    ];
}

/// <summary>A document of a sample.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text.</param>
internal sealed record PageDocument(string Id, string Text);
