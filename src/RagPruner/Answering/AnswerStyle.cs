namespace RagPruner.Answering;

/// <summary>How the final model is asked to answer.</summary>
public enum AnswerStyle
{
    /// <summary>Sentences with citations as [n].</summary>
    Cited,

    /// <summary>A short quotation, begun for the model: what very small models do best. Citations are traced by the quotation.</summary>
    Quoted,
}
