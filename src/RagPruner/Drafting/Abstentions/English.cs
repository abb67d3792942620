using System.Text.RegularExpressions;

namespace RagPruner.Drafting.Abstentions;

/// <summary>Abstentions in English.</summary>
internal static class English
{
    private const string Handed = @"(?:above|provided|given|supplied|shown|here|at hand|you (?:\w+ )?(?:provided|gave|shared|sent|pasted|quoted)"
        + @"|i was given|i have)";

    // What a draft is made from, as drafts call it: a passage, a policy excerpt, the leaflet you shared. A policy alone is what many an answer is about.
    private const string Source =
        @"(?:(?:[\w-]+ ){0,3}(?:contexts?|passages?|texts?|documents?|documentation|sources?|excerpts?|extracts?|snippets?|paragraphs?|articles?"
        + @"|sections?)(?! (?:code|files?|control|editor|field|message|box|layer|store|search|type|format))"
        + $@"(?: {Handed})*|(?:provided|given|supplied|retrieved) [\w-]+|available (?:information|materials?|content|details|data)|author"
        + $@"|[\w-]+ (?:[\w-]+ )?{Handed})";

    // What people read: of these only that they do not say something, not that they do not include something.
    private const string Reading =
        @"(?:[\w-]+ ){0,2}(?:reports?|leaflets?|policy|policies|contracts?|agreements?|manuals?|guides?|handbooks?|brochures?|pages?|clauses?"
        + @"|letters?|e-?mails?|notices?|instructions|terms|stud(?:y|ies)|papers?"
        + @"|reviews?|descriptions?|entry|entries|chapters?|stor(?:y|ies)|posts?|faqs?|notes|files?|lists?|tables?|statement|memo|bulletin|newsletter"
        + @"|catalogue?|listing|writer)";

    private const string Say = @"(?:say|state|mention|specify|specifie|indicate|explain|clarify|clarifie|address|addresse|discuss|discusse|reveal"
        + @"|tell|name|disclose|give|identify|identifie)s?\b";

    private const string Detail =
        @"(?:names?|dates?|years?|times?|prices?|costs?|fees?|amounts?|numbers?|figures?|reasons?|causes?|lengths?|durations?|sizes?|ages?|values?"
        + @"|details?|limits?|deadlines?|authors?|locations?|address|rates?|period|dose|dosage)";

    private const string The = @"(?:(?:the|this|that|these|those|your|any|either|any of the|my) )?";
    private const string Not = @"(?:does not|doesn't|doesnt|do not|don't|dont|did not|didn't|never|fails? to|cannot|can't)";
    private const string Adverb = @"(?:(?:\w+ly|even|also|itself|yet|actually|anywhere|clear|seem to|appear to) )*";

    private const string Tell =
        @"(?:contain|say|state|mention|specify|specifie|provide|include|give|answer|address|addresse|discuss|discusse|indicate|explain|describe|list"
        + @"|cover|reveal|tell|name|disclose|offer|have|hold"
        + @"|supply|supplie|present|define|clarify|clarifie|identify|identifie|refer|show|note|report|detail|go into|touch on|talk about|speak of|help"
        + @"|set out|make clear)s?\b";

    private const string Told =
        @"(?:mentioned|stated|specified|provided|given|found|included|contained|available|listed|indicated|described|disclosed|discussed|answered"
        + @"|addressed|covered|explained|named|present|shown|said|identified|defined|clear|in)";

    private const string Lack = @"(?:contains?|gives?|provides?|has|have|offers?|includes?|lists?|names?|states?|mentions?|specif(?:y|ies)) (?:no"
        + @"|nothing|neither)\b|lacks?\b";

    // Without "in the passage" behind them these say that something was left unsaid; "not included" says what a plan excludes.
    private const string Unsaid = @"(?:mentioned|stated|specified|discussed|addressed)";

    private const string What = @"(?:information|info|details?|data|answer|mention|indication|reference)";

    public static bool IsAbstention(string sentence)
    {
        var open = sentence;
        sentence = s_preamble.Replace(sentence, "");
        // "Based on the passage, it cannot be determined": from where, the preamble has said.
        var whole = sentence.Length < open.Length ? $"{sentence} from the text" : sentence;
        return s_sourceSaysNothing.IsMatch(sentence) && !s_isAboutDocuments.IsMatch(sentence) || s_readingDoesNotSay.IsMatch(sentence)
            || s_notToldInSource.IsMatch(sentence) || s_notTold.IsMatch(sentence)
            || s_noInformation.IsMatch(sentence) || s_speakerCannotTell.IsMatch(sentence) || s_cannotBeTold.IsMatch(whole) || s_inShort.IsMatch(sentence);
    }

    /// <summary>Whether a sentence is polite, or tells what the source is about: the next one may tell what it is not about.</summary>
    public static bool IsAboutSource(string sentence) => s_aboutSource.IsMatch(sentence);

    private static readonly Regex s_aboutSource = new(
        $"^(?:{The}{Source} |thank you|thanks|sure|i looked|i searched|i have read|i read)",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_preamble = new(
        $@"^(?:(?:however|unfortunately|sorry|i'm sorry|i am sorry|my apologies|i apologi[sz]e|regrettably|answer|the answer is|hmm"
        + $@"|well)\b[ ,:;-]*(?:but )?|no[,;:-] "
        + $@"|(?:based (?:only |solely )?on|according to|judging by|going by|from|given|per|in|looking at|as far as) {The}{Source},? (?:goes, )?)+",
        RegexOptions.CultureInvariant);

    // "The passage does not say", "neither document mentions it", "the text only covers Linux, so I can't tell".
    private static readonly Regex s_sourceSaysNothing = new(
        $@"^(?:(?:{The}|none of the ){Source} {Adverb}(?:{Not} {Adverb}{Tell}"
        + $@"|says? nothing|(?:is|are) silent|makes? no (?:mention|reference)|{Lack}|(?:is|are|remains?) (?:unclear|vague)|(?:is"
        + $@"|are) (?:only )?about\b.*\bnot\b"
        + $@"|{Not}$"
        + @"|(?:only|just|merely)\b.*(?:\bnot\b|n't\b|\bno\b|\bcannot\b)"
        + $@"|[^.]*(?:\bbut|\band|\byet|;) (?:it |they |{The}{Source} )?(?:{Not} {Adverb}{Tell}|{Lack}|not\b|nothing\b|no\b|there is no|says nothing))"
        + $@"|(?:it|they|this)? ?(?:does not|doesn't|doesnt|do not|don't) {Adverb}(?:say|mention|specify|state|indicate)\b"
        + $@"|(?:neither|no|none of the|nothing in {The}|nowhere in {The}) ?{Source} {Adverb}(?:{Tell}|does|do|is|are)\b|nothing in {The}{Source}\b"
        + $@"|nowhere in {The}{Source}\b)",
        RegexOptions.CultureInvariant);

    // "The document does not have a signature field" is about documents.
    private static readonly Regex s_isAboutDocuments = new(
        $@"^{The}(?:[\w-]+ ){{0,2}}(?:documents?|documentation|articles?|sections?) {Adverb}{Not} {Adverb}(?:include|cover|have|hold|give|offer"
        + $@"|contain|supply)s?\b(?! (?:\w+ )?(?:{What}|anything|this|that|it|enough)\b)",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_readingDoesNotSay = new(
        $@"^{The}{Reading} {Adverb}(?:{Not} {Adverb}{Say}|says? nothing|(?:makes?|gives?) no (?:mention|reference|\w+)\b|(?:talks?|speaks?|mentions?"
        + $@"|covers?|describes?|only \w+)\b.*\bbut\b.*(?:\bno\b|\bnot\b|n't\b))|\b(?:not|never|\w+n't) (?:been |be )?{Adverb}{Unsaid} (?:in"
        + $@"|by) {The}{Reading}\b",
        RegexOptions.CultureInvariant);

    // "It isn't mentioned in the passage": whatever the subject is.
    private static readonly Regex s_notToldInSource = new(
        $@"\b(?:not|never|\w+n't|cannot be|can't be|nowhere) (?:been |be )?{Adverb}{Told}\b[^,;]{{0,40}}?\b(?:in|by|from|within|anywhere in"
        + $@"|of) {The}{Source}\b|\b(?:not|\w+n't) (?:even |actually )?(?:in|part of) {The}{Source}\b|\b(?:missing|absent|omitted) (?:from"
        + $@"|in) {The}{Source}\b|\b{Not} {Adverb}(?:appear|exist|occur) (?:anywhere )?in {The}{Source}\b",
        RegexOptions.CultureInvariant);

    // "The date is not specified"; of "it" and "the answer" also "not available".
    private static readonly Regex s_notTold = new(
        $@"^(?:[\w' -]{{1,80}} (?:is not|isn't|are not|aren't|was not|wasn't|were not|weren't|has not been|hasn't been|is never|are never"
        + $@"|was never) {Adverb}{Unsaid}(?: here| anywhere| at all| explicitly| (?:whether|if|when|who|what|where|how|why|which)\b.*)?"
        + $@"|[\w' -]{{0,80}}\b{Detail} (?:[\w'-]+ ){{0,6}}?(?:is not|isn't|are not|aren't|was not|wasn't|were not|weren't) {Adverb}(?:given|provided"
        + $@"|listed|named)(?: here| anywhere)?"
        + $@"|(?:it|this|that)(?:'s not| is not| isn't| was not| wasn't) {Adverb}{Unsaid}(?: here| there| anywhere| at all)?"
        + $@"|(?:the|that|this) (?:exact |specific )?(?:{What}|question)(?:'s not| is not| isn't| was not| wasn't) {Adverb}{Told}(?: here| there"
        + $@"| anywhere| at all)?)$",
        RegexOptions.CultureInvariant);

    // "There is no mention of it", "no price is stated"; not "no information is stored about users".
    private static readonly Regex s_noInformation = new(
        $@"^(?:there(?:(?:'s| is| are|'re| was) (?:no|not|never|zero|insufficient)(?: any| enough)?| isn't any| aren't any) (?:\w+ )?(?:mention|indication)\b"
        + $@"|there(?:(?:'s| is| are) (?:no|not enough|insufficient|not any|nothing)| isn't any| aren't any) ?(?:\w+ )?(?:{What})?(?: (?:about|on|regarding"
        + $@"|concerning|as to|to answer|for)\b.*| (?:here|available|provided|given|stated|mentioned|that)\b.*|$)"
        + $@"|there(?:(?:'s| is| are) (?:no|not|nothing)| isn't any| aren't any)\b.*\b(?:in|within) {The}{Source}"
        + $@"|no (?:\w+ )?{What}(?: (?:is|was|are|were) {Adverb}{Told}(?: (?:here|about|on|regarding|concerning|as to)\b.*| (?:in|by|from"
        + $@"|within) {The}{Source}.*)?| (?:here|available|provided|given|found)\b.*|(?<!data)(?: (?:about|on|of|regarding|concerning|for|as to"
        + $@"|in)\b(?!.*\b(?:is|are|was|were|will|can|may|must|has|have|gets?) (?!{Told}\b)).*)?)$"
        + $@"|no [\w' -]{{1,60}} (?:is|are|was|were) {Adverb}(?:{Unsaid}\b|{Told}\b.*\b(?:in|by) {The}{Source}\b)"
        + $@"|nothing(?: (?:is|was))?(?: (?:said|mentioned|stated|written|found|given))?\b.*\b(?:in|within) {The}{Source}\b|nothing (?:is|was|about"
        + $@"|on)\b.*\b(?:said|mentioned|stated|specified)\b|none (?:is |are |was |were )?{Unsaid}\b|(?:the )?{What} (?:is |was )?(?:unavailable"
        + $@"|missing)|no such {What})",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_speakerCannotTell = new(
        $@"\b(?:so|therefore|hence),? i (?:can't|cannot|can not|am unable to|could not|couldn't)\b|(?:\bnot|n't) (?:something"
        + $@"|anything) (?:that )?{The}{Source}\b"
        + $@"|^(?:i(?:'m| am) (?:\w+ly )?(?:not (?:sure|certain|aware|able)|unsure|unable)\b"
        + $@"|i (?:really |honestly )?(?:do not|don't|dont) (?:\w+ly )?(?:know\b|(?:see|have|find)\b.*\b(?:{What}|mention|enough|anything|that|it)\b)"
        + $@"|(?:i (?:have )?)?no (?:clear )?idea\b|i (?:have no|lack|see no|find no|found no|could find no|can find no|saw no|see nothing"
        + $@"|found nothing) ?(?:\w+ )?(?:{What})?\b"
        + $@"|i (?:cannot|can't|can not|could not|couldn't|am unable to|was unable to|did not|didn't|do not|don't) (?:\w+ly )?(?:find|see|locate"
        + $@"|confirm|infer|identify)\b.*(?:\b(?:{What}|any|anything|it|this|that|where|who|when|which)\b|\b(?:in|from) {The}{Source}\b)"
        + @"|(?:i|we) (?:cannot|can't|can not|could not|couldn't) (?:\w+ly )?(?:answer(?:$| (?:this|that|the|your|it|based|from|with))|determine"
        + @"|tell(?! (?:them|it|the two|one) apart)|say))",
        RegexOptions.CultureInvariant);

    private static readonly Regex s_cannotBeTold = new(
        $@"^(?:(?:it|this|that|the answer|the question|this question|that question|[\w' -]{{1,60}}) (?:cannot|can't|can not|could not"
        + $@"|couldn't) be {Adverb}(?:determined|answered|found|inferred|known|told|established|derived|identified|ascertained|confirmed|deduced|concluded)"
        + $@"\b.*\b(?:from|based on|with|using|given|by|in) (?:{The}{Source}|what (?:i|is|was|you)\b.*)"
        + @"|(?:it|this|that|(?:the|this|that) (?:answer|question)) (?:cannot|can't|can not|could not|couldn't) be (?:\w+ly )?(?:determined|answered"
        + @"|found|inferred|told|established|said)"
        + $@"|(?:it is |it's |this is |that is )?(?:not possible|impossible|unable) to (?:\w+ly )?(?:say|tell|determine|answer|know|find|infer)(?:$"
        + $@"| (?:from|based|with|whether|if|when|who|what|where|how|which|why|this|that|the answer|the question|it)\b)"
        + $@"|(?:it is |it's |this is |that is )?(?:unclear|not clear|uncertain)(?:$| (?:from|based on|in) {The}{Source})"
        + @"|(?:cannot|can't|can not|could not|couldn't) (?:be )?(?:determined?|answer(?:ed)?|tell|say|find)(?:$| (?:from|based|this|that|the|with|in)\b))",
        RegexOptions.CultureInvariant);

    // As the prompts ask for them. "Not found" and "unknown" answer many a question.
    private static readonly Regex s_inShort = new(
        $@"^(?:(?:it'?s |it is |this is |that is |that's |answer |the answer is |the answer "
        + $@"|(?:the )?{What} )?not (?:\w+ly )?(?:{Told} )?(?:anywhere )?(?:in|by|from|within) {The}{Source}\b.*"
        + $@"|not (?:\w+ly )?{Unsaid}(?: here| anywhere| at all)?|(?:the )?{What} (?:is |was )?not (?:\w+ly )?{Told}|unanswerable|not answerable"
        + $@"|n/a(?:$|\W.*)|unknown (?:from|based on|in|according to) {The}{Source}"
        + $@"|(?:not enough|insufficient|too little) (?:{What}|context)\b.*|no answer (?:in|from|found in|given in|is given|can be)\b.*|cannot answer"
        + $@"|outside (?:of )?{The}{Source})$",
        RegexOptions.CultureInvariant);
}
