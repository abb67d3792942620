using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime.Documents;
using RagPruner.Contexts;
using Document = Amazon.Runtime.Documents.Document;

namespace RagPruner.Bedrock.KnowledgeBases;

/// <summary>Translates filters and metadata between the core's types and the SDK's.</summary>
internal static class RetrievalFilters
{
    /// <summary>No metadata.</summary>
    public static IReadOnlyDictionary<string, MetadataValue> None { get; } = new Dictionary<string, MetadataValue>(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, MetadataValue> ToMetadata(Dictionary<string, Document>? metadata) =>
        metadata?.ToDictionary(m => m.Key, m => ToMetadata(m.Value), StringComparer.Ordinal) ?? None;

    public static MetadataValue ToMetadata(Document document) => document.Type switch
    {
        DocumentType.Bool => MetadataValue.Of(document.AsBool()),
        DocumentType.Double => MetadataValue.Of(document.AsDouble()),
        DocumentType.Int => MetadataValue.Of(document.AsInt()),
        DocumentType.Long => MetadataValue.Of(document.AsLong()),
        DocumentType.String => MetadataValue.Of(document.AsString()),
        DocumentType.List => MetadataValue.Of([.. document.AsList().Select(ToMetadata)]),
        _ => new MetadataValue(),
    };

    public static RetrievalFilter ToSdk(ContextFilter filter)
    {
        if (filter is FilterGroup group)
        {
            var members = group.Members.Select(ToSdk).ToList();
            return group.All ? new RetrievalFilter { AndAll = members } : new RetrievalFilter { OrAll = members };
        }
        var clause = (FilterClause)filter;
        var attribute = new FilterAttribute { Key = clause.Key, Value = ToDocument(clause.Value) };
        return clause.Operator switch
        {
            FilterOperator.EqualTo => new RetrievalFilter { Equals = attribute },
            FilterOperator.NotEqualTo => new RetrievalFilter { NotEquals = attribute },
            FilterOperator.GreaterThan => new RetrievalFilter { GreaterThan = attribute },
            FilterOperator.GreaterThanOrEqualTo => new RetrievalFilter { GreaterThanOrEquals = attribute },
            FilterOperator.LessThan => new RetrievalFilter { LessThan = attribute },
            FilterOperator.LessThanOrEqualTo => new RetrievalFilter { LessThanOrEquals = attribute },
            FilterOperator.In => new RetrievalFilter { In = attribute },
            FilterOperator.NotIn => new RetrievalFilter { NotIn = attribute },
            FilterOperator.StartsWith => new RetrievalFilter { StartsWith = attribute },
            FilterOperator.StringContains => new RetrievalFilter { StringContains = attribute },
            _ => new RetrievalFilter { ListContains = attribute },
        };
    }

    private static Document ToDocument(MetadataValue value) => value switch
    {
        { IsList: true } => new Document(value.Items.Select(ToDocument).ToList()),
        { Text: { } text } => new Document(text),
        { Flag: { } flag } => new Document(flag),
        { Number: { } number } when double.IsInteger(number) && Math.Abs(number) < 1L << 53 => new Document((long)number),
        { Number: { } number } => new Document(number),
        _ => default,
    };
}
