using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class AssistantApi(AssistantEndpoint assistant)
{
    [Function(nameof(Routes.Assistant))]
    public Task<IResult> Ask(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Routes.Assistant)] HttpRequest request,
        string userId, CancellationToken cancel) => assistant.AskAsync(request, userId, cancel);

    [Function("EraseAssistant")]
    public Task<IResult> Erase(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = Routes.Assistant)] HttpRequest request,
        string userId, CancellationToken cancel) => assistant.EraseAsync(request, userId, cancel);

    [Function(nameof(Routes.Reminders))]
    public Task<IResult> Reminders(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Routes.Reminders)] HttpRequest request,
        string userId, CancellationToken cancel) => assistant.RemindersAsync(request, userId, cancel);
}
